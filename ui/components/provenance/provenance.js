// The levels from a number down to its pixels. Pressing a number reports the trail it goes on to; Python sends the levels below.

const CELL = 34; // pixels from one cell to the next
const CELL_OF_SEVERAL = 30; // the same where grids stand side by side
const ROOM = 384; // pixels for the grids of a level, as in the style sheet; on a phone there are fewer
const AROUND = 44; // pixels of a level beside them there
const SIGN = 24; // pixels for a sign between two grids there
const READABLE = 26; // pixels, the smallest pitch with a number
const SMALLEST = 11; // pixels, the letters that a grid makes room for
const LETTER = 0.6; // how wide a letter is, in its size
const shown = new WeakMap(); // for each mounted section, the levels it shows, as text

const made = (tag, name, text = "") => Object.assign(document.createElement(tag), { className: name, textContent: text });

// A piece of a sum: plain, raised, colored by its sign, or a button where the number has a past.
const partOf = (part) => {
  if (!part.button) return made(part.tone === "power" ? "sup" : "span", part.tone, part.text);
  const { trail, chosen, spoken, size } = part.button;
  const button = made("button", part.tone, part.text);
  button.dataset.trail = trail;
  button.setAttribute("aria-label", spoken);
  button.setAttribute("aria-pressed", String(chosen));
  if (size) button.style.setProperty("--size", `${size * 100}%`);
  return button;
};

const boxAround = (name, [row, column, height, width], pitch) => {
  const box = made("u", name);
  Object.assign(box.style, { left: `${column * pitch - 4}px`, top: `${row * pitch - 4}px` });
  Object.assign(box.style, { width: `${width * pitch + 6}px`, height: `${height * pitch + 6}px` });
  return box;
};

const longestOf = ({ cells }) => Math.max(...cells.map(([text]) => text.length), 1);

// From one cell to the next in a row of sheets: as all of them fit, but with room for their numbers; then some go below.
const pitchOf = (sheets, room) => {
  const grids = sheets.filter(({ cells }) => cells);
  const signs = SIGN * sheets.filter((sheet) => typeof sheet === "string").length;
  const columns = Math.max(...grids.map((grid) => grid.columns));
  const beside = Math.min(sheets.length > 1 ? CELL_OF_SEVERAL : CELL, (room - signs) / grids.length / columns);
  const needed = Math.ceil(2 + SMALLEST * LETTER * Math.max(...grids.map(longestOf)));
  return Math.floor(Math.min(Math.max(beside, needed), (room - (signs && SIGN)) / columns));
};

// A grid of numbers. Its cells can be clicked as well, but the way for all hands is the buttons beside it.
const gridOf = (sheet, pitch) => {
  const longest = longestOf(sheet);
  const grid = made("div", "cells");
  grid.setAttribute("role", "img");
  grid.setAttribute("aria-label", sheet.spoken);
  grid.style.gridTemplateColumns = `repeat(${sheet.columns}, ${pitch - 2}px)`;
  grid.style.gridAutoRows = `${pitch - 2}px`;
  grid.append(...sheet.cells.map(([text, ground, ink, kind, trail]) => {
    const cell = made("i", kind, pitch < READABLE || kind ? "" : text);
    Object.assign(cell.style, { backgroundColor: ground, color: ink, fontSize: `${Math.min(12, (pitch - 2) / (longest * LETTER))}px` });
    if (trail !== null) cell.dataset.trail = trail;
    return cell;
  }));
  if (sheet.window) grid.append(boxAround("window", sheet.window, pitch));
  if (sheet.cell) grid.append(boxAround("cell", [...sheet.cell, 1, 1], pitch));
  return grid;
};

// A large picture, small, with the window in it.
const pictureOf = ({ picture, spoken, window, rows, columns }) => {
  const pitch = 104 / Math.max(rows, columns);
  const frame = made("div", "picture");
  const image = Object.assign(document.createElement("img"), { src: picture, alt: spoken });
  Object.assign(image.style, { width: `${columns * pitch}px`, height: `${rows * pitch}px` });
  frame.append(image);
  if (window) frame.append(boxAround("window", window, pitch));
  return frame;
};

const sheetOf = (sheet, pitch) => {
  const figure = document.createElement("figure");
  const caption = document.createElement("figcaption");
  caption.append(made("b", "", sheet.title), made("span", "", sheet.note));
  figure.append(caption, sheet.picture ? pictureOf(sheet) : gridOf(sheet, pitch));
  return figure;
};

// Sheets beside each other, or below where there is no room; a sign stays with the sheet after it.
const rowOf = (sheets, pitch) => {
  const box = made("div", "row");
  sheets.forEach((sheet, i) => {
    if (typeof sheet === "string") return;
    const part = made("div", "part");
    if (typeof sheets[i - 1] === "string") part.append(made("span", "sign", sheets[i - 1]));
    part.append(sheetOf(sheet, pitch));
    box.append(part);
  });
  return box;
};

const levelOf = (level, room) => {
  const item = made("li", "level");
  const title = made("p", "title");
  title.append(made("b", "", level.title), made("span", "number", level.number));
  const words = made("div", "words");
  words.append(made("p", "sentence", level.sentence));
  const pressed = level.lines.flat().filter((part) => part.button);
  const longest = Math.max(...pressed.flatMap((part) => part.text.split("\n")).map((text) => text.length));
  words.style.setProperty("--chip", `${longest}ch`); // one width for all lines: how far a term is filled is compared
  for (const parts of level.lines) {
    const choices = parts.filter((part) => part.button);
    const line = made("div", choices.length === parts.length ? "line chips" : "line");
    if (choices.length) {
      line.setAttribute("role", "group");
      line.setAttribute("aria-label", "Follow one of these numbers");
    }
    line.append(...parts.map(partOf));
    words.append(line);
  }
  const sheets = made("div", "sheets");
  const pitch = Math.max(...level.sheets.map((row) => pitchOf(row, room)));
  sheets.append(...level.sheets.map((row) => rowOf(row, pitch)));
  item.append(title);
  if (level.sheets.length) item.append(sheets);
  item.append(words);
  item.classList.toggle("wide", !level.sheets.length);
  return item;
};

// Levels that stay the same stay in place; the pressed button keeps the focus when its level is made anew.
const show = (root, levels) => {
  const list = root.querySelector(".levels");
  const texts = levels.map((level) => JSON.stringify(level));
  const before = shown.get(root);
  const focused = root.getRootNode().activeElement?.dataset.trail;
  const room = Math.min(ROOM, root.clientWidth - AROUND);
  levels.forEach((level, i) => {
    if (before?.[i] === texts[i]) return;
    if (list.children[i]) list.children[i].replaceWith(levelOf(level, room));
    else list.append(levelOf(level, room));
  });
  while (list.children.length > levels.length) list.lastChild.remove();
  shown.set(root, texts);
  if (focused && !root.getRootNode().activeElement) root.querySelector(`button[data-trail="${focused}"]`)?.focus();
  if (before && before.join() !== texts.join()) {
    root.querySelector(".live").textContent = levels.map(({ title, number }) => (number ? `${title}: ${number}` : title)).join("; ");
  }
};

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".provenance");
  root.onclick = (event) => {
    const number = event.target.closest("[data-trail]");
    if (!number) return;
    for (const other of number.closest(".level").querySelectorAll("button")) {
      const isPressed = other.dataset.trail === number.dataset.trail;
      other.setAttribute("aria-pressed", String(isPressed)); // at once; the levels follow from the server
    }
    setTriggerValue("trail", number.dataset.trail);
  };
  show(root, data.levels);
}
