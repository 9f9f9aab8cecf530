// The browser's half of course/widgets/live.py: a picture with words, and names for the handles of the sliders beside it.
function render({ model, el }) {
  const image = document.createElement("img");
  Object.assign(image.style, { display: "block", maxHeight: "560px", background: "white" });
  image.style.maxWidth = `min(100%, ${model.get("width")}px)`;
  el.append(image);
  let url = "";

  function show() {
    const before = url;
    url = URL.createObjectURL(new Blob([model.get("value")], { type: "image/png" }));
    image.src = url;
    if (before) URL.revokeObjectURL(before);
  }
  function tell() {
    image.alt = model.get("alt");
  }
  show();
  tell();
  model.on("change:value", show);
  model.on("change:alt", tell);

  // Handles of sliders, fields without a label and play buttons have no name: a screen reader would say a number and
  // not of what.
  function name(root) {
    for (const node of root.querySelectorAll(":is(.noUi-handle, input):not([aria-label])")) {
      const label = node.closest(".widget-inline-hbox")?.querySelector(".widget-label");
      const text = label?.textContent || label?.title;
      if (text) node.setAttribute("aria-label", text);
    }
    for (const bar of root.querySelectorAll(".widget-play")) {
      const names = ["play or pause", "stop"];
      bar.querySelectorAll("button:not([aria-label])").forEach((button, place) => button.setAttribute("aria-label", names[place] ?? "repeat"));
    }
  }
  let watching = null;
  const waiting = setInterval(() => {
    const root = el.closest(".course-live");
    if (!root) return;
    clearInterval(waiting);
    name(root);
    watching = new MutationObserver(() => name(root));
    watching.observe(root, { childList: true, subtree: true });
  }, 100);
  return () => {
    clearInterval(waiting);
    watching?.disconnect();
    URL.revokeObjectURL(url);
    model.off("change:value", show);
    model.off("change:alt", tell);
  };
}

export default { render };
