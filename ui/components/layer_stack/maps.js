// Small pictures of maps: a byte a number on one scale for the layer, 255 where there is none.

export const BESIDE = 44; // pixels, the longer side of the image beside its row; maps keep its scale, so that they shrink as sizes do
export const LEAST = 5; // pixels, the shorter side of a map
const SMALLEST = 14; // pixels, the longer side of a map
const THINNEST = 12; // pixels, the height of a vector
const LARGEST_CELL = 24; // pixels
const TALLEST = 120; // pixels, of a vector in many lines

const bytesOf = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
const partsOf = (color) => color.match(/[\da-f]{2}/g).map((part) => parseInt(part, 16)); // of a # with six digits

// The colors of all levels, from the three of the scale.
export const paletteOf = (colors) => {
  const [negative, zero, positive] = colors.map(partsOf);
  return Array.from({ length: 255 }, (_, level) => {
    const share = Math.abs(level - 127) / 127;
    return zero.map((part, i) => Math.round(part + ((level < 127 ? negative : positive)[i] - part) * share));
  });
};

const canvasOf = (rows, columns, colorAt) => {
  const canvas = Object.assign(document.createElement("canvas"), { width: columns, height: rows });
  const pen = canvas.getContext("2d");
  const picture = pen.createImageData(columns, rows);
  for (let cell = 0; cell < rows * columns; cell++) {
    const color = colorAt(cell);
    if (color) picture.data.set([...color, 255], 4 * cell);
  }
  pen.putImageData(picture, 0, 0);
  return canvas;
};

export const sized = (canvas, width, height) => {
  Object.assign(canvas.style, { width: `${Math.max(LEAST, width)}px`, height: `${Math.max(LEAST, height)}px` });
  return canvas;
};

// The image: gray or in its colors.
export const imageCanvas = ({ bytes, rows, columns, colors }) => {
  const levels = bytesOf(bytes);
  return canvasOf(rows, columns, (cell) => (colors === 3 ? levels.subarray(3 * cell, 3 * cell + 3) : Array(3).fill(levels[cell])));
};

// The maps of a layer, or its vector, `unit` pixels a number.
export const mapCanvases = (maps, palette, unit) => {
  const levels = bytesOf(maps.bytes);
  const size = maps.rows * maps.columns;
  return Array.from({ length: maps.shown }, (_, number) => {
    const canvas = canvasOf(maps.rows, maps.columns, (cell) => palette[levels[number * size + cell]]);
    return sized(canvas, maps.across * unit, maps.vector ? Math.max(THINNEST, maps.down * unit) : maps.down * unit);
  });
};

// Whole pixels a number, where that makes little difference.
const whole = (unit) => (unit > 3 ? Math.floor(unit) : unit);

const longer = ({ down, across }) => Math.max(down, across);
const vectorUnit = ({ down, across }, room, tallest) => whole(Math.min(down === 1 ? 12 : 6, room / across, tallest / down));
export const unitBeside = (maps, image, room) => (maps.vector ? vectorUnit(maps, room, BESIDE) : Math.max(BESIDE / longer(image), SMALLEST / longer(maps)));

// Under the row in focus there is room for larger ones where they are few.
const underOf = ({ of }) => (of <= 4 ? 170 : 66);
export const unitUnder = (maps, room) => (maps.vector ? vectorUnit(maps, room, TALLEST) : whole(Math.min(LARGEST_CELL, underOf(maps) / longer(maps))));
