// Asks the browser for notifications when the button is pressed, and gives the shop what the browser answers.
const place = document.querySelector("[data-push]");

const bytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));

const say = (text) => {
  place.querySelector("[data-push-said]").textContent = text;
};

const ask = async () => {
  if ((await Notification.requestPermission()) !== "granted") {
    say(place.dataset.denied);
    return;
  }
  const worker = await navigator.serviceWorker.register(place.dataset.worker);
  const given = await worker.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: bytes(place.dataset.push),
  });
  const answer = await fetch(place.dataset.keep, {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      "X-CSRFToken": place.querySelector("[name=csrfmiddlewaretoken]").value,
    },
    body: JSON.stringify(given),
  });
  if (!answer.ok) throw new Error(String(answer.status));
  location.reload();
};

if (place && "serviceWorker" in navigator && "PushManager" in window && "Notification" in window) {
  const button = place.querySelector("button");
  button.hidden = false;
  place.querySelector("[data-push-cannot]").hidden = true;
  button.addEventListener("click", () => ask().catch(() => say(place.dataset.failed)));
}
