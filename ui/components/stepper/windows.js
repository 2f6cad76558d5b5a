// What slides in convolution and pooling: the padded input, the window over it, and both as seen from a pixel.

const pictureColor = (input) => (input.look === "picture" ? grayColor(...input.range) : signedColor(input.limit));

// The input as one grid, padding included: gray, signed, or its three channels as one color picture.
const inputSource = (input, { numbers, shape: [channels, height, width] }, [top, left, bottom, right] = [0, 0, 0, 0]) => {
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
      if (channels === 3 && input.look === "picture") return values(row, column).map((value) => color(value)[0]);
      return color(at(0, row, column), palette);
    },
  };
};

const isSmall = (source) => source.columns <= 9 && source.rows <= 11;

// A window of one channel as a grid; `place` holds the rows and columns of the input under it.
const windowSource = (source, channel, rows, columns, place, color) => {
  const value = (row, column) => source.at(channel, place.rows[row], place.columns[column]);
  return { rows, columns, value, color: (row, column, palette) => color(value(row, column), palette) };
};

// Draw the window of a step on the image. `axes` = [size, stride, dilation] of rows and of columns.
const moveWindow = (image, map, axes, step, palette, place, mark) => {
  [place.rows, place.columns] = cellOf(step, map.columns).map((stop, axis) => cellsFrom(stop * axes[axis][1], axes[axis][0], axes[axis][2]));
  const [top, left] = [place.rows[0], place.columns[0]];
  const inside = (row, column) => place.rows.includes(row) && place.columns.includes(column);
  image.draw(palette, { dim: (row, column) => !inside(row, column), hatch: image.isUnused, mark: mark && ((r, c) => inside(r, c) && mark(r, c)) });
  image.frame(top, left, place.rows.at(-1) - top + 1, place.columns.at(-1) - left + 1);
  image.describe(`${image.title}, ${sized(image)}, window at ${image.where(top, left)}`);
};

// The receptive field reversed: the cells of the map that a pixel of the image feeds.
const fedBy = (image, map, axes) => {
  const stops = (line, count, [size, stride, dilation]) => cellsFrom(0, count).filter((stop) => {
    const offset = line - stop * stride;
    return offset >= 0 && offset < size * dilation && offset % dilation === 0;
  });
  const fed = (row, column) => [stops(row, map.rows, axes[0]), stops(column, map.columns, axes[1])];
  const nearest = (stops, to) => stops.toSorted((a, b) => Math.abs(a - to) - Math.abs(b - to))[0];
  return {
    grid: image,
    // Of the steps that use a pixel the one nearest to `step`; NaN where none does.
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
      const all = counted(map.rows * map.columns, "cell");
      return count ? `This ${name} feeds <b>${count}</b> of the ${all}.` : `No window reaches this ${name}: it feeds none of the ${all}.`;
    },
  };
};
