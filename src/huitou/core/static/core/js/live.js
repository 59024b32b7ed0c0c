// Live updates. <body data-live-url="/live/?token=…"> opens one stream; each message becomes the event
// `huitou:changed` on document with {kind, subject_type, subject_id}, which htmx hears as
// hx-trigger="huitou:changed from:document". After a gap the same event is sent with {kind: "reconnected"}.
const url = document.body.dataset.liveUrl;
const FIRST_WAIT = 1000;
const LONGEST_WAIT = 60000;
let source = null;
let wait = FIRST_WAIT;
let timer = 0;
let wasOpen = false;

const tell = (detail) => document.dispatchEvent(new CustomEvent("huitou:changed", { detail }));

const close = () => {
  clearTimeout(timer);
  source?.close();
  source = null;
};

const open = () => {
  close();
  source = new EventSource(url);
  source.onopen = () => {
    wait = FIRST_WAIT;
    document.documentElement.dataset.live = "on";
    if (wasOpen) tell({ kind: "reconnected" });
    wasOpen = true;
  };
  source.onmessage = (message) => tell(JSON.parse(message.data));
  source.onerror = () => {
    document.documentElement.dataset.live = "off";
    // While CONNECTING the browser retries by itself and sends Last-Event-ID; only a refused stream is ours to reopen.
    if (source.readyState !== EventSource.CLOSED) return;
    close();
    timer = setTimeout(open, wait * (0.75 + Math.random() / 2));
    wait = Math.min(wait * 2, LONGEST_WAIT);
  };
};

if (url) {
  open();
  addEventListener("pagehide", close);
  addEventListener("pageshow", (event) => event.persisted && open());
}
