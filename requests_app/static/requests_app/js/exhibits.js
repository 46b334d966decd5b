// Exhibits: rows dragged into order, and boxes drawn on a page. Both only fill in the fields that are there anyway.

/** Rows of a table body, dragged: the order fields follow. */
for (const body of document.querySelectorAll("[data-drag-rows]")) {
  if (!body.querySelector("input.order")) continue;
  let dragged = null;
  const number = () => body.querySelectorAll("input.order").forEach((input, place) => { input.value = place + 1; });
  for (const row of body.rows) {
    row.draggable = true;
    row.addEventListener("dragstart", (event) => {
      dragged = row;
      row.classList.add("dragged");
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", "");
    });
    row.addEventListener("dragover", (event) => {
      if (!dragged || dragged === row) return;
      event.preventDefault();
      const box = row.getBoundingClientRect();
      if (event.clientY < box.top + box.height / 2) row.before(dragged);
      else row.after(dragged);
    });
    row.addEventListener("drop", (event) => event.preventDefault());
    row.addEventListener("dragend", () => {
      row.classList.remove("dragged");
      dragged = null;
      number();
    });
  }
}

/** Boxes drawn on the picture of a page, each in a row of fields. */
const sheet = document.querySelector("[data-draw]");
if (sheet) {
  const rows = document.getElementById("boxes");
  const total = document.querySelector("input[name$='-TOTAL_FORMS']");
  const most = Number(document.querySelector("input[name$='-MAX_NUM_FORMS']").value);
  const field = (row, name) => row.querySelector(`input[name$='-${name}']`);
  const numbers = ["left", "top", "width", "height"];
  const filled = (row) => numbers.every((name) => field(row, name).value !== "");
  document.querySelector("[data-draw-hint]").hidden = false;

  const redraw = () => {
    for (const rect of sheet.querySelectorAll("rect")) rect.remove();
    for (const row of rows.children) {
      if (!filled(row)) continue;
      const rect = document.createElementNS("http://www.w3.org/2000/svg", "rect");
      numbers.forEach((name, at) => rect.setAttribute(["x", "y", "width", "height"][at], Math.max(Number(field(row, name).value), 0)));
      sheet.append(rect);
    }
  };
  rows.addEventListener("input", redraw);

  /** The first row without a box, or a new one made like the last. */
  const free = () => {
    const empty = [...rows.children].find((row) => numbers.every((name) => field(row, name).value === ""));
    if (empty) return empty;
    const count = Number(total.value);
    if (count >= most) return null;
    const row = rows.lastElementChild.cloneNode(true);
    for (const part of row.querySelectorAll("[id], [name], [for], [aria-describedby]")) {
      for (const name of ["id", "name", "for", "aria-describedby"]) {
        if (part.hasAttribute(name)) part.setAttribute(name, part.getAttribute(name).replace(`-${count - 1}-`, `-${count}-`));
      }
    }
    for (const input of row.querySelectorAll("input")) input.value = "";
    row.querySelector("legend").textContent = `Box ${count + 1}`;
    rows.append(row);
    total.value = count + 1;
    return row;
  };

  const place = (event) => {
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(sheet.getScreenCTM().inverse());
    const { width, height } = sheet.viewBox.baseVal;
    return { x: Math.min(Math.max(point.x, 0), width), y: Math.min(Math.max(point.y, 0), height) };
  };
  let from = null, row = null;
  sheet.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    from = place(event);
    sheet.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  sheet.addEventListener("pointermove", (event) => {
    if (!from) return;
    const to = place(event);
    if (!row && Math.abs(to.x - from.x) < 2 && Math.abs(to.y - from.y) < 2) return;
    row = row || free();
    if (!row) return;
    const set = (name, value) => { field(row, name).value = Math.max(value, 0).toFixed(1); };
    set("left", Math.min(from.x, to.x));
    set("top", Math.min(from.y, to.y));
    set("width", Math.max(Math.abs(to.x - from.x), 1));
    set("height", Math.max(Math.abs(to.y - from.y), 1));
    redraw();
  });
  const stop = () => { from = null; row = null; };
  sheet.addEventListener("pointerup", stop);
  sheet.addEventListener("pointercancel", stop);
}
