// The counter's camera: reads a QR code into the field and sends it. Only where the browser can read codes by itself;
// everywhere else the field takes a hand scanner or typing.
const button = document.querySelector("[data-scan]");
const video = document.querySelector("[data-scan-video]");

async function look() {
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  video.srcObject = stream;
  video.hidden = false;
  await video.play();
  const stop = () => stream.getTracks().forEach((track) => track.stop());
  addEventListener("pagehide", stop, { once: true });
  const field = document.getElementById(button.dataset.scan);
  while (stream.active) {
    const [found] = await detector.detect(video).catch(() => []);
    if (found) {
      stop();
      field.value = found.rawValue;
      field.form.requestSubmit();
      return;
    }
    await new Promise((next) => setTimeout(next, 150));
  }
}

if (button && "BarcodeDetector" in window && navigator.mediaDevices) {
  button.hidden = false;
  // Who does not let the camera be used goes on typing.
  button.addEventListener("click", () => look().catch(() => { video.hidden = true; button.hidden = true; }));
}
