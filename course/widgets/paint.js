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
  const canvas = make("canvas", box, { width: `${SHOWN}px`, height: `${SHOWN}px`, imageRendering: "pixelated", borderRadius: "6px", border: "1px solid #888", display: "block" });
  canvas.width = canvas.height = side;
  box.style.position = "relative";
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
  plan.tabIndex = 0;
  plan.setAttribute("role", "application");
  plan.setAttribute("aria-label", "The plan. Arrow keys move the brush, with Shift five cells; Space paints, or sets the corners of a box; Escape gives a box up.");
  make("div", plan.parentElement, { font: "12px sans-serif", opacity: 0.75, width: `${SHOWN}px`, marginTop: "4px" }, "By keyboard: arrows move, Space paints (a box: from one corner to the other).");
  const told = make("div", plan.parentElement, { font: "12px sans-serif", minHeight: "16px" });
  told.setAttribute("role", "status");
  const photo = board(all, side, "the photo");
  photo.className = "facade-photo";
  photo.setAttribute("role", "img");
  photo.setAttribute("aria-label", "the photo that the network makes of the plan");
  const trouble = make("pre", el, { color: "var(--jp-error-color1, #d32f2f)", whiteSpace: "pre-wrap" });
  trouble.setAttribute("role", "alert");

  let labels = bytesOf(model.get("plan") || model.get("start"));
  const past = [];
  let chosen = 2;
  let brush = "box";
  let from = null;
  let before = null;
  let waiting = 0;

  // --- palette and brushes
  const group = `facade-palette-${Math.random().toString(36).slice(2)}`;
  const rows = make("div", tools);
  rows.setAttribute("role", "radiogroup");
  rows.setAttribute("aria-label", "what is painted");
  const swatches = model.get("names").map((name, label) => {
    const row = make("label", rows, { display: "flex", alignItems: "center", gap: "6px", cursor: "pointer", padding: "1px 3px", borderRadius: "4px", border: "1px solid transparent" });
    const choice = make("input", row, { margin: "0" });
    Object.assign(choice, { type: "radio", name: group, checked: label === chosen });
    make("span", row, { width: "16px", height: "14px", background: css(label), border: "1px solid #888", display: "inline-block" });
    make("span", row, {}, name);
    choice.addEventListener("change", () => {
      chosen = label;
      mark();
    });
    choice.addEventListener("keydown", (event) => event.stopPropagation()); // arrows choose here and move no cell
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
    swatches.forEach((row, label) => (row.style.borderColor = label === chosen ? "currentColor" : "transparent"));
    for (const [name, button] of Object.entries(brushes)) {
      button.style.fontWeight = name === brush ? "bold" : "normal";
      button.setAttribute("aria-pressed", name === brush);
    }
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
    const at = (value, start) => Math.min(side - 1, Math.max(0, Math.floor(((value - start - 1) * side) / SHOWN)));
    return [at(event.clientX, frame.left), at(event.clientY, frame.top)];
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
  function begin(at) {
    past.push(labels.slice());
    if (past.length > 50) past.shift();
    before = labels.slice();
    from = at;
    stroke(from);
  }
  plan.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    plan.setPointerCapture(event.pointerId);
    begin(place(event));
  });
  plan.addEventListener("pointermove", (event) => {
    if (from) stroke(place(event));
  });
  for (const end of ["pointerup", "pointercancel"]) plan.addEventListener(end, () => (from = null));

  // --- the same by keyboard: a frame shows the cell where the brush is
  const frame = make("div", plan.parentElement, { position: "absolute", boxSizing: "border-box", border: "2px solid white", outline: "2px solid black", pointerEvents: "none", display: "none" });
  const names = model.get("names");
  let at = [side >> 1, side >> 1];
  function showFrame() {
    const cell = SHOWN / side;
    const size = Math.max(8, cell);
    Object.assign(frame.style, { display: "block", width: `${size}px`, height: `${size}px` });
    frame.style.left = `${plan.offsetLeft + (at[0] + 0.5) * cell - size / 2}px`;
    frame.style.top = `${plan.offsetTop + (at[1] + 0.5) * cell - size / 2}px`;
    told.textContent = `row ${at[1] + 1}, column ${at[0] + 1}: ${names[labels[at[1] * side + at[0]]]}`;
  }
  const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  plan.addEventListener("keydown", (event) => {
    const step = steps[event.key];
    if (step) {
      at = at.map((value, axis) => Math.min(side - 1, Math.max(0, value + (event.shiftKey ? 5 : 1) * step[axis])));
      if (from) stroke(at); // the box grows
    } else if (event.key === " ") {
      if (from) from = null;
      else begin(at);
      if (brush !== "box") from = null;
    } else if (event.key === "Escape" && from) {
      labels = past.pop();
      from = null;
      changed();
    } else return;
    event.preventDefault();
    event.stopPropagation(); // the notebook has keys of its own
    showFrame();
  });
  plan.addEventListener("blur", () => {
    from = null;
    frame.style.display = "none";
  });

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
  // anywidget takes ipywidgets' own listeners off the model, also the one that notes a restarted kernel.
  function lost() {
    el.closest(".course-live")?.classList.add("jupyter-widgets-disconnected");
  }
  model.on("comm_live_update", lost);
  mark();
  showPlan();
  const shows = { photo: showPhoto, trouble: showTrouble, plan: takePlan };
  for (const [name, show] of Object.entries(shows)) {
    if (name !== "plan") show();
    model.on(`change:${name}`, show);
  }
  return () => {
    clearTimeout(waiting);
    model.off("comm_live_update", lost);
    for (const [name, show] of Object.entries(shows)) model.off(`change:${name}`, show);
  };
}

export default { render };
