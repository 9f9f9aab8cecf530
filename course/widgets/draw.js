// The browser's half of course/widgets/draw.py: a canvas for strokes, and what comes back from Python.
const SHOWN = 280;

const bytesOf = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

function make(kind, parent, style = {}, text = "") {
  const node = document.createElement(kind);
  Object.assign(node.style, style);
  node.textContent = text;
  parent.append(node);
  return node;
}

function board(parent, width, height, shown) {
  const canvas = make("canvas", parent, { width: `${shown}px`, imageRendering: "pixelated", background: "black", border: "1px solid #888" });
  canvas.width = width;
  canvas.height = height;
  return canvas;
}

function paint(canvas, grey, h, w, count, columns) {
  canvas.width = columns * (w + 1) - 1;
  canvas.height = Math.ceil(count / columns) * (h + 1) - 1;
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#556";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  for (let k = 0; k < count; k++) {
    const tile = pen.createImageData(w, h);
    for (let i = 0; i < h * w; i++) {
      const value = grey.length ? grey[k * h * w + i] : 0;
      tile.data.set([value, value, value, 255], 4 * i);
    }
    pen.putImageData(tile, (k % columns) * (w + 1), Math.floor(k / columns) * (h + 1));
  }
}

function render({ model, el }) {
  const side = model.get("side");
  const all = make("div", el, { display: "flex", flexWrap: "wrap", gap: "18px", alignItems: "flex-start", minHeight: "360px" });
  const left = make("div", all);
  make("div", left, { font: "13px sans-serif", marginBottom: "4px" }, "Draw a digit here:");
  const pad = board(left, SHOWN, SHOWN, SHOWN);
  pad.className = "digit-pad";
  Object.assign(pad.style, { touchAction: "none", cursor: "crosshair", display: "block", borderRadius: "6px" });
  pad.tabIndex = 0;
  pad.setAttribute("role", "application");
  pad.setAttribute("aria-label", "Drawing area. Arrow keys move the pen, Shift for small steps; Space puts it down or lifts it; Delete clears.");
  const clear = make("button", left, { marginTop: "6px", padding: "4px 14px" }, "Clear");
  make("div", left, { font: "12px sans-serif", opacity: 0.75, width: `${SHOWN}px`, marginTop: "4px" }, "By keyboard: arrows move the pen, Space puts it down or lifts it, Delete clears.");

  const middle = make("div", all, { width: "200px" });
  make("div", middle, { font: "13px sans-serif", marginBottom: "4px" }, "The network sees, and says:");
  const seen = board(middle, 28, 28, 112);
  seen.setAttribute("role", "img");
  seen.setAttribute("aria-label", "your drawing as the network gets it");
  const bars = make("div", middle, { marginTop: "10px", font: "13px monospace" });
  bars.className = "digit-bars";
  bars.setAttribute("role", "status");
  const right = make("div", all);
  const trouble = make("pre", el, { color: "var(--jp-error-color1, #d32f2f)", whiteSpace: "pre-wrap" });
  trouble.setAttribute("role", "alert");

  // --- strokes -> Python
  const pen = pad.getContext("2d", { willReadFrequently: true });
  const small = document.createElement("canvas");
  small.width = small.height = side;
  const shrink = small.getContext("2d", { willReadFrequently: true });
  let last = null;
  let waiting = 0;

  function wipe() {
    pen.fillStyle = "black";
    pen.fillRect(0, 0, SHOWN, SHOWN);
  }
  function send() {
    waiting = 0;
    shrink.drawImage(pad, 0, 0, side, side);
    const rgba = shrink.getImageData(0, 0, side, side).data;
    let text = "";
    for (let i = 0; i < side * side; i++) text += String.fromCharCode(rgba[4 * i]);
    model.set("drawing", btoa(text));
    model.save_changes();
  }
  function soon() {
    if (!waiting) waiting = setTimeout(send, 80);
  }
  function place(event) {
    const frame = pad.getBoundingClientRect();
    return [event.clientX - frame.left - 1, event.clientY - frame.top - 1]; // inside the border
  }
  function stroke(from, to) {
    pen.strokeStyle = "white";
    pen.lineWidth = 22;
    pen.lineCap = pen.lineJoin = "round";
    pen.beginPath();
    pen.moveTo(...from);
    pen.lineTo(to[0] + 0.01, to[1]);
    pen.stroke();
    soon();
  }
  pad.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    pad.setPointerCapture(event.pointerId);
    last = place(event);
    stroke(last, last);
  });
  pad.addEventListener("pointermove", (event) => {
    if (!last) return;
    const now = place(event);
    stroke(last, now);
    last = now;
  });
  for (const end of ["pointerup", "pointercancel"]) pad.addEventListener(end, () => (last = null));
  function empty() {
    wipe();
    send();
  }
  clear.addEventListener("click", empty);

  // --- the same by keyboard: a ring shows where the pen is, filled when it is down
  const ring = make("div", pad.parentElement, { position: "absolute", width: "20px", height: "20px", borderRadius: "50%", border: "2px solid #edae49", pointerEvents: "none", display: "none" });
  Object.assign(left.style, { position: "relative" });
  let at = [SHOWN / 2, SHOWN / 2];
  let down = false;
  function showRing() {
    const scale = pad.clientWidth / SHOWN;
    ring.style.left = `${pad.offsetLeft + at[0] * scale - 12}px`;
    ring.style.top = `${pad.offsetTop + at[1] * scale - 12}px`;
    ring.style.background = down ? "#edae49" : "transparent";
  }
  const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  pad.addEventListener("keydown", (event) => {
    const step = steps[event.key];
    if (step) {
      const size = event.shiftKey ? 3 : 12;
      const next = at.map((value, axis) => Math.min(SHOWN, Math.max(0, value + size * step[axis])));
      if (down) stroke(at, next);
      at = next;
    } else if (event.key === " ") {
      down = !down;
      if (down) stroke(at, at);
    } else if (event.key === "Delete" || event.key === "Backspace") {
      down = false;
      empty();
    } else return;
    event.preventDefault();
    event.stopPropagation(); // the notebook has keys of its own
    ring.style.display = "block";
    showRing();
  });
  pad.addEventListener("blur", () => {
    down = false;
    ring.style.display = "none";
  });

  // --- Python -> bars, maps
  function showSeen() {
    paint(seen, bytesOf(model.get("seen")), 28, 28, 1, 1);
  }
  function showBars() {
    bars.replaceChildren();
    const values = model.get("probabilities");
    const best = values.indexOf(Math.max(...values));
    values.forEach((value, digit) => {
      const row = make("div", bars, { display: "flex", alignItems: "center", gap: "6px", height: "18px" });
      const weight = digit === best ? "bold" : "normal";
      make("span", row, { width: "1ch", fontWeight: weight }, String(digit));
      const colour = digit === best ? "#2e8b57" : "#8d99ae";
      make("span", row, { background: colour, height: "12px", width: `${Math.max(1, 110 * value)}px` });
      make("span", row, { fontWeight: weight }, value >= 0.005 ? `${Math.round(100 * value)} %` : "");
    });
    if (!values.length) make("em", bars, { opacity: 0.75 }, "nothing drawn yet");
  }
  function showMaps() {
    right.replaceChildren();
    for (const layer of model.get("maps")) {
      make("div", right, { font: "13px sans-serif", margin: "0 0 4px" }, `${layer.name}: ${layer.count} maps`);
      const columns = layer.count > 32 ? 16 : 8;
      const shown = make("canvas", right, { width: "400px", maxWidth: "100%", imageRendering: "pixelated", marginBottom: "8px" });
      shown.setAttribute("role", "img");
      shown.setAttribute("aria-label", `${layer.count} maps of ${layer.name}`);
      paint(shown, bytesOf(layer.bytes), layer.h, layer.w, layer.count, columns);
    }
  }
  function showTrouble() {
    trouble.textContent = model.get("trouble");
  }
  wipe();
  if (model.get("drawing")) {
    const grey = bytesOf(model.get("drawing"));
    const before = document.createElement("canvas");
    paint(before, grey, side, side, 1, 1);
    pen.drawImage(before, 0, 0, SHOWN, SHOWN);
  }
  // anywidget takes ipywidgets' own listeners off the model, also the one that notes a restarted kernel.
  function lost() {
    el.closest(".course-live")?.classList.add("jupyter-widgets-disconnected");
  }
  model.on("comm_live_update", lost);
  const shows = { seen: showSeen, probabilities: showBars, maps: showMaps, trouble: showTrouble };
  for (const [name, show] of Object.entries(shows)) {
    show();
    model.on(`change:${name}`, show);
  }
  return () => {
    clearTimeout(waiting);
    model.off("comm_live_update", lost);
    for (const [name, show] of Object.entries(shows)) model.off(`change:${name}`, show);
  };
}

export default { render };
