// Tells the page that holds this frame how high it is. Nothing else leaves it: one number, again whenever it changes.
const tell = () => parent.postMessage({ huitouHeight: Math.ceil(document.querySelector("main").getBoundingClientRect().bottom) + 8 }, "*");
new ResizeObserver(tell).observe(document.querySelector("main"));
tell();
