// The browser's half of course/widgets/pix2pix.py: a plan to paint on, a palette, and the photo that comes back.
const SHOWN = 320;

const bytesOf = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

function textOf(bytes) {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

function make(kind, parent, style = {}, text = "") {
  const node = document.createElement(kind);
  Object.assign(node.style, style);
  node.textContent = text;
  parent.append(node);
  return node;
}

function board(parent, side, title) {
  const box = make("div", parent);
  make("div", box, { font: "13px sans-serif", marginBottom: "4px" }, title);
  const canvas = make("canvas", box, { width: `${SHOWN}px`, height: `${SHOWN}px`, imageRendering: "pixelated", borderRadius: "6px", display: "block" });
  canvas.width = canvas.height = side;
  return canvas;
}

function render({ model, el }) {
  const side = model.get("side");
  const palette = model.get("palette");
  const css = (label) => `rgb(${palette[label].join(",")})`;
  const all = make("div", el, { display: "flex", flexWrap: "wrap", gap: "18px", alignItems: "flex-start" });

  const tools = make("div", all, { width: "150px", font: "12px sans-serif" });
  make("div", tools, { font: "13px sans-serif", marginBottom: "4px" }, "Paint with:");
  const plan = board(all, side, "the plan");
  plan.className = "facade-plan";
  Object.assign(plan.style, { touchAction: "none", cursor: "crosshair" });
  const photo = board(all, side, "the photo");
  photo.className = "facade-photo";
  const trouble = make("pre", el, { color: "#b00020", whiteSpace: "pre-wrap" });

  let labels = bytesOf(model.get("plan") || model.get("start"));
  const past = [];
  let chosen = 2;
  let brush = "box";
  let from = null;
  let before = null;
  let waiting = 0;

  // --- palette and brushes
  const swatches = model.get("names").map((name, label) => {
    const row = make("div", tools, { display: "flex", alignItems: "center", gap: "6px", cursor: "pointer", padding: "1px 3px", borderRadius: "4px" });
    make("span", row, { width: "16px", height: "14px", background: css(label), border: "1px solid #555", display: "inline-block" });
    make("span", row, {}, name);
    row.addEventListener("click", () => {
      chosen = label;
      mark();
    });
    return row;
  });
  const shapes = make("div", tools, { marginTop: "8px", display: "flex", flexWrap: "wrap", gap: "4px" });
  const brushes = Object.fromEntries(
    [["box", "box"], ["2", "brush 2"], ["5", "brush 5"]].map(([name, title]) => {
      const button = make("button", shapes, { padding: "2px 7px" }, title);
      button.addEventListener("click", () => {
        brush = name;
        mark();
      });
      return [name, button];
    }),
  );
  const undo = make("button", shapes, { padding: "2px 7px" }, "undo");
  const again = make("button", shapes, { padding: "2px 7px" }, "start again");

  function mark() {
    swatches.forEach((row, label) => (row.style.background = label === chosen ? "#cde" : ""));
    for (const [name, button] of Object.entries(brushes)) button.style.fontWeight = name === brush ? "bold" : "normal";
  }

  // --- plan -> Python
  function showPlan() {
    const pen = plan.getContext("2d");
    const tile = pen.createImageData(side, side);
    for (let i = 0; i < labels.length; i++) tile.data.set([...palette[labels[i]], 255], 4 * i);
    pen.putImageData(tile, 0, 0);
  }
  function send() {
    waiting = 0;
    model.set("plan", textOf(labels));
    model.save_changes();
  }
  function changed() {
    showPlan();
    if (!waiting) waiting = setTimeout(send, 120);
  }
  function place(event) {
    const frame = plan.getBoundingClientRect();
    const at = (value, start, length) => Math.min(side - 1, Math.max(0, Math.floor(((value - start) * side) / length)));
    return [at(event.clientX, frame.left, frame.width), at(event.clientY, frame.top, frame.height)];
  }
  function fill(x0, y0, x1, y1) {
    for (let y = Math.max(0, y0); y <= Math.min(side - 1, y1); y++)
      for (let x = Math.max(0, x0); x <= Math.min(side - 1, x1); x++) labels[y * side + x] = chosen;
  }
  function dab([x, y]) {
    const r = Math.floor(Number(brush) / 2);
    fill(x - r, y - r, x - r + Number(brush) - 1, y - r + Number(brush) - 1);
  }
  function line(a, b) {
    const steps = Math.max(1, Math.abs(b[0] - a[0]), Math.abs(b[1] - a[1]));
    for (let k = 0; k <= steps; k++) dab([0, 1].map((axis) => Math.round(a[axis] + ((b[axis] - a[axis]) * k) / steps)));
  }
  function stroke(now) {
    if (brush === "box") {
      labels = before.slice();
      fill(Math.min(from[0], now[0]), Math.min(from[1], now[1]), Math.max(from[0], now[0]), Math.max(from[1], now[1]));
    } else {
      line(from, now);
      from = now;
    }
    changed();
  }
  plan.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    plan.setPointerCapture(event.pointerId);
    past.push(labels.slice());
    if (past.length > 50) past.shift();
    before = labels.slice();
    from = place(event);
    stroke(from);
  });
  plan.addEventListener("pointermove", (event) => {
    if (from) stroke(place(event));
  });
  for (const end of ["pointerup", "pointercancel"]) plan.addEventListener(end, () => (from = null));
  undo.addEventListener("click", () => {
    if (past.length) {
      labels = past.pop();
      changed();
    }
  });
  again.addEventListener("click", () => {
    past.push(labels.slice());
    labels = bytesOf(model.get("start"));
    changed();
  });

  // --- Python -> photo
  function showPhoto() {
    const bytes = bytesOf(model.get("photo"));
    if (bytes.length !== 3 * side * side) return;
    const pen = photo.getContext("2d");
    const tile = pen.createImageData(side, side);
    for (let i = 0; i < side * side; i++) tile.data.set([bytes[3 * i], bytes[3 * i + 1], bytes[3 * i + 2], 255], 4 * i);
    pen.putImageData(tile, 0, 0);
  }
  function showTrouble() {
    trouble.textContent = model.get("trouble");
  }
  function takePlan() {
    if (from || waiting) return; // what is being painted here is newer
    labels = bytesOf(model.get("plan"));
    showPlan();
  }
  mark();
  showPlan();
  const shows = { photo: showPhoto, trouble: showTrouble, plan: takePlan };
  for (const [name, show] of Object.entries(shows)) {
    if (name !== "plan") show();
    model.on(`change:${name}`, show);
  }
  return () => {
    clearTimeout(waiting);
    for (const [name, show] of Object.entries(shows)) model.off(`change:${name}`, show);
  };
}

export default { render };
