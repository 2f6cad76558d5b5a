// What slides: the padded input, the window over it, and both as seen from a pixel.

import { cellsFrom, counted } from "./numbers.js";
import { signedColor, grayColor, FINE, sourceOf, sized, cellOf, toCome } from "./grids.js";

export const pictureColor = ({ look, range, limit }) => (look === "picture" ? grayColor(...range) : signedColor(limit));

// The input with its padding as one grid: gray, signed, or in color.
export const inputSource = (input, { numbers, shape: [channels, height, width] }, [top, left, bottom, right] = [0, 0, 0, 0]) => {
  const isPadding = (row, column) => row < top || row >= top + height || column < left || column >= left + width;
  const at = (channel, row, column) => (isPadding(row, column) ? 0 : numbers[(channel * height + row - top) * width + column - left]);
  const values = (row, column) => cellsFrom(0, channels).map((channel) => at(channel, row, column));
  const color = pictureColor(input);
  return {
    rows: height + top + bottom,
    columns: width + left + right,
    steady: true,
    at,
    values,
    isPadding,
    isUnused: isPadding,
    value: (row, column) => (channels === 1 ? at(0, row, column) : undefined),
    color: (row, column, palette) => {
      if (isPadding(row, column)) return palette.zero;
      return channels === 3 ? values(row, column).map((value) => color(value, palette)[0]) : color(at(0, row, column), palette);
    },
  };
};

export const isSmall = (source) => source.columns <= 9 && source.rows <= 11;

// A window of one channel as a grid; `place` holds the rows and columns under it.
export const windowSource = (source, channel, rows, columns, place, color) =>
  sourceOf(rows, columns, (row, column) => source.at(channel, place.rows[row], place.columns[column]), color);

// The lines under a window at a stop.
export const linesAt = (stop, [size, stride, dilation]) => cellsFrom(stop * stride, size, dilation);

// Draw the window of a step on the image; `axes` = [size, stride, dilation] of rows and columns.
export const moveWindow = (image, map, axes, step, palette, place, mark) => {
  [place.rows, place.columns] = cellOf(step, map.columns).map((stop, axis) => linesAt(stop, axes[axis]));
  const [top, left] = [place.rows[0], place.columns[0]];
  const inside = (row, column) => place.rows.includes(row) && place.columns.includes(column);
  image.draw(palette, { dim: (row, column) => !inside(row, column), hatch: image.isUnused, mark: mark && ((r, c) => inside(r, c) && mark(r, c)) });
  image.frame(top, left, place.rows.at(-1) - top + 1, place.columns.at(-1) - left + 1);
  image.describe(`${image.title}, ${sized(image)}, window at ${image.where(top, left)}`);
};

// The cells of the map that a pixel of the image feeds.
export const fedBy = (image, map, axes) => {
  const stopsOver = (line, count, axis) => cellsFrom(0, count).filter((stop) => linesAt(stop, axis).includes(line));
  const fed = (row, column) => [stopsOver(row, map.rows, axes[0]), stopsOver(column, map.columns, axes[1])];
  const nearest = (stops, to) => stops.toSorted((a, b) => Math.abs(a - to) - Math.abs(b - to))[0];
  return {
    grid: image,
    // The step nearest to `step` that uses a pixel, or NaN.
    stepAt: (row, column, step) => {
      const [stopRow, stopColumn] = fed(row, column).map((stops, axis) => nearest(stops, cellOf(step, map.columns)[axis]));
      return stopRow * map.columns + stopColumn;
    },
    show: (row, column, palette, shown) => {
      const [rows, columns] = fed(row, column);
      const count = rows.length * columns.length;
      const isFed = (r, c) => rows.includes(r) && columns.includes(c);
      image.draw(palette, { dim: (r, c) => r !== row || c !== column, hatch: image.isUnused });
      image.frame(row, column, 1, 1);
      map.draw(palette, { dim: (r, c) => !isFed(r, c), blank: toCome(map, shown), mark: map.cell >= FINE && isFed });
      map.unframe();
      if (count && map.cell < FINE) map.frame(rows[0], columns[0], rows.at(-1) - rows[0] + 1, columns.at(-1) - columns[0] + 1);
      const name = image.isPadding(row, column) ? "cell of padding" : image.title === "Image" ? "pixel" : "cell";
      const of = `of the ${counted(map.rows * map.columns, "cell")}.`;
      return count ? `This ${name} feeds <b>${count}</b> ${of}` : `No window reaches this ${name}: it feeds none ${of}`;
    },
  };
};
