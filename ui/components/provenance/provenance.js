// The levels from a number down to its pixels. Pressing a number reports the trail it goes on to; Python sends the levels below.

/** @import { Mounted } from "../shared/elements.js" */
/** @import { TrailData, TrailLevel, TrailPart } from "../shared/wire.js" */

import { partOf } from "../shared/elements.js";
import { eventPart, focusedBeside, made } from "../shared/nodes.js";
import { pitchOf, rowOf } from "./sheets.js";

const ROOM = 384; // pixels for the grids of a level, as in the style sheet; on a phone there are fewer
const AROUND = 44; // pixels of a level beside them there

/** @type {WeakMap<HTMLElement, string[]>} */
const shown = new WeakMap(); // for each mounted section, the levels it shows, as text

/**
 * A piece of a sum: plain, raised, colored by its sign, or a button where the number has a past.
 * @param {TrailPart} part
 */
const pieceOf = (part) => {
  if (!part.button) return made(part.tone === "power" ? "sup" : "span", part.tone, part.text);
  const { trail, chosen, spoken, size } = part.button;
  const button = made("button", part.tone, part.text);
  button.dataset.trail = trail;
  button.setAttribute("aria-label", spoken);
  button.setAttribute("aria-pressed", String(chosen));
  if (size) button.style.setProperty("--size", `${size * 100}%`);
  return button;
};

/**
 * @param {TrailLevel} level
 * @param {number} room in pixels, for a row of grids
 */
const levelOf = (level, room) => {
  const item = made("li", "level");
  const title = made("p", "title");
  title.append(made("b", "", level.title), made("span", "number", level.number));
  const words = made("div", "words");
  words.append(made("p", "sentence", level.sentence));
  const pressed = level.lines.flat().filter((part) => part.button);
  const longest = Math.max(0, ...pressed.flatMap((part) => part.text.split("\n")).map((text) => text.length));
  words.style.setProperty("--chip", `${longest}ch`); // one width for all lines: how far a term is filled is compared
  for (const parts of level.lines) {
    const choices = parts.filter((part) => part.button);
    const line = made("div", choices.length === parts.length ? "line chips" : "line");
    if (choices.length) {
      line.setAttribute("role", "group");
      line.setAttribute("aria-label", "Follow one of these numbers");
    }
    line.append(...parts.map(pieceOf));
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

/**
 * Show the levels. Those that stay the same stay in place; the pressed button keeps the focus when its level is made anew.
 * @param {HTMLElement} root
 * @param {TrailLevel[]} levels
 */
const show = (root, levels) => {
  const list = partOf(root, ".levels", HTMLElement);
  const texts = levels.map((level) => JSON.stringify(level));
  const before = shown.get(root);
  const focused = focusedBeside(root)?.dataset.trail;
  const room = Math.min(ROOM, root.clientWidth - AROUND);
  levels.forEach((level, i) => {
    if (before?.[i] === texts[i]) return;
    if (list.children[i]) list.children[i].replaceWith(levelOf(level, room));
    else list.append(levelOf(level, room));
  });
  for (const gone of [...list.children].slice(levels.length)) gone.remove();
  shown.set(root, texts);
  if (focused && !focusedBeside(root)) [...root.querySelectorAll("button")].find(({ dataset }) => dataset.trail === focused)?.focus();
  if (before && before.join() !== texts.join()) {
    partOf(root, ".live", HTMLElement).textContent = levels.map(({ title, number }) => (number ? `${title}: ${number}` : title)).join("; ");
  }
};

/** @param {Mounted<TrailData>} mounted */
export default function ({ data, parentElement, setTriggerValue }) {
  const root = partOf(parentElement, ".provenance", HTMLElement);
  root.onclick = (event) => {
    const number = eventPart(event, "[data-trail]");
    if (!number) return;
    for (const other of number.closest(".level")?.querySelectorAll("button") ?? []) {
      const isPressed = other.dataset.trail === number.dataset.trail;
      other.setAttribute("aria-pressed", String(isPressed)); // at once; the levels follow from the server
    }
    setTriggerValue("trail", number.dataset.trail);
  };
  show(root, data.levels);
}
