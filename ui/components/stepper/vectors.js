// Flatten and dense: long vectors, shown whole or a page at a time.

// A vector of pieces up to this long is shown whole, a longer one a page at a time.
const LONGEST_PIECE = 16;
const PAGE = 24;

// What both cards of a vector share: which places are in view at a step, and grids over them.
// `entryAt(k)` is the entry at place k of all places.
const pagesOf = (length, maps, entryAt) => {
  const whole = length / maps <= LONGEST_PIECE;
  const size = whole ? length : PAGE;
  const view = { start: 0, size, whole, per: whole ? length / maps : PAGE / 3,
    turnTo: (step) => { view.start = Math.floor(step / size) * size; },
    entry: (place) => (view.start + place < length ? entryAt(view.start + place) : undefined),
    note: (words, first) => (whole ? counted(length, "number")
      : `${words} ${inThousands(view.start + first)} to ${inThousands(Math.min(view.start + size, length) - 1 + first)} of ${inThousands(length)}`) };
  view.grid = (title, note, numbers, limit, parted = false) => {
    const value = (place) => numbers[view.entry(place)];
    return new VectorGrid(title, note, { count: size, per: view.per, parted: parted && whole, value, where: (place) => `entry ${inThousands(view.entry(place))}`,
      color: (place, palette) => (value(place) === undefined ? palette.zero : signedColor(limit)(value(place), palette)) });
  };
  return view;
};

function flatten(data) {
  const input = decoded(data.input);
  const [channels, height, width] = input.shape;
  const length = input.numbers.length;
  const color = signedColor(data.input.limit);
  const still = height * width > 1500; // cells too small to dim one by one
  const maps = data.input.names.map((name, channel) =>
    new Grid(name, `${height} × ${width}`, channelOf(input, channel, color), { maxWidth: 230, maxHeight: 230, across: channels }));
  const view = pagesOf(length, channels, (k) => k);
  const vector = view.grid("Vector", "", input.numbers, data.input.limit, true);
  const show = (step, palette, reveal) => {
    const [channel, inMap] = cellOf(step, height * width);
    const [row, column] = cellOf(inMap, width);
    maps.forEach((map, i) => {
      if (still) map.drawOnce(palette);
      else map.draw(palette, { dim: (r, c) => i !== channel || r !== row || c !== column });
      map.outline.style.display = "none";
      map.describe(`${map.title}, ${height} × ${width}${i === channel ? `, now at row ${row}, column ${column}` : ""}`);
    });
    maps[channel].frame(row, column, 1, 1);
    view.turnTo(step);
    vector.note.textContent = view.note("entries", 0);
    vector.drawPlaces(palette, { blank: reveal && ((place) => view.start + place > step) });
    vector.frameAt(step - view.start);
    vector.describe(`Vector, now at entry ${step}: ${written(input.numbers[step])}`);
    return {
      sum: `map ${channel}, row ${row}, column ${column} → entry ${channel}·${height}·${width} + ${row}·${width} + ${column} = ${result(step)}`,
      say: `Entry ${inThousands(step)} of the vector is <b>${written(input.numbers[step])}</b>. It stood in map ${channel} (${data.input.names[channel]}), row ${row}, column ${column}.`,
      at: `entry ${inThousands(step)} · ${inThousands(step + 1)} of ${inThousands(length)}`,
    };
  };
  const picks = maps.map((map, channel) => [map, (r, c) => (channel * height + r) * width + c]);
  return { parts: [{ columns: 1, even: true, parts: [{ columns: maps.length, even: true, parts: maps.map((map) => map.figure) }, "↓", vector.figure] }],
    grids: [...maps, vector], target: vector, stepAt: (place) => view.start + place, picks, count: length, show };
}

function dense(data) {
  const x = decoded(data.input).numbers;
  const w = decoded(data.weights).numbers;
  const order = decoded(data.order).numbers;
  const logits = decoded(data.output).numbers;
  const length = x.length;
  const products = Float64Array.from(x, (value, i) => value * w[i]);
  const sums = new Float64Array(length); // what the sum has come to after each step
  order.forEach((entry, step) => { sums[step] = (step ? sums[step - 1] : data.bias) + products[entry]; });
  const view = pagesOf(length, data.maps, (k) => order[k]);
  const inputs = view.grid("Vector", "", x, largestOf(x));
  const weights = view.grid("Weights", `of the unit “${data.unit}”`, w, largestOf(w));
  const terms = view.grid("Products", "", products, largestOf(products));
  const logitColor = signedColor(largestOf(logits));
  const outputs = new VectorGrid("Logits", counted(logits.length, "unit"), { count: logits.length, per: logits.length, names: data.names,
    value: (i) => logits[i], color: (i, palette) => logitColor(logits[i], palette), where: (i) => `unit ${data.names[i]}` }, { big: true });
  const each = length / data.maps;
  const origin = (entry) => {
    const [map, inMap] = cellOf(entry, each);
    const [row, column] = cellOf(inMap, data.mapColumns);
    return `${data.mapNames[map]}, row ${row}, column ${column}`;
  };

  const show = (step, palette, reveal) => {
    const now = order[step];
    const last = step === length - 1;
    const total = last ? logits[data.unitIndex] : sums[step];
    view.turnTo(step);
    inputs.note.textContent = view.note("terms", 1);
    const coming = (place) => view.start + place > step;
    for (const part of [inputs, weights, terms]) {
      part.drawPlaces(palette, { dim: coming, blank: part === terms && reveal && coming });
      part.frameAt(step - view.start);
    }
    outputs.drawPlaces(palette, { dim: (i) => i !== data.unitIndex, blank: reveal && !last && ((i) => i === data.unitIndex) });
    outputs.frameAt(data.unitIndex);
    // Only the latest terms are written out; those before them stand as one sum.
    const first = Math.floor(step / PAGE) * PAGE;
    const before = first ? sums[first - 1] : data.bias;
    let read = asRead(before);
    const list = [];
    for (let i = first; i <= step; i++) {
      read += asRead(x[order[i]]) * asRead(w[order[i]]);
      list.push(tinted(`${factor(x[order[i]])}·${factor(w[order[i]])}`, products[order[i]]));
    }
    const opening = first ? `<b>${inThousands(first)} earlier terms and the bias</b>` : "<b>bias</b>";
    const product = products[now];
    const change = product === 0 ? "adds nothing" : product > 0 ? `adds ${written(product)}` : `takes away ${written(-product)}`;
    inputs.describe(`Vector, now entry ${now}: ${written(x[now])}`);
    weights.describe(`Weights of unit ${data.unit}, now entry ${now}: ${written(w[now])}`);
    terms.describe(`Products, now entry ${now}: ${written(product)}`);
    outputs.describe(`Logits: ${[...logits].map((value, i) => `${data.names[i]} ${written(value)}`).join(", ")}`);
    return {
      sum: `${opening} ${factor(before)} + ${list.join(" + ")} ${equals(read, total)} ${result(total)}`,
      say: last ? `All ${inThousands(length)} terms and the bias are in: the logit of “${data.unit}” is <b>${written(total)}</b>.`
        : `Entry ${inThousands(now)} (${origin(now)}) is ${written(x[now])}, its weight ${written(w[now])}: it ${change}. So far <b>${written(total)}</b>.`,
      at: `term ${inThousands(step + 1)} of ${inThousands(length)}`,
    };
  };
  const lines = ["", inputs.figure, "×", weights.figure, "=", terms.figure, "→", outputs.figure];
  return { parts: [{ columns: 2, narrow: 1, parts: lines }], grids: [inputs, weights, terms, outputs], target: terms,
    stepAt: (place) => view.start + place, picks: [[inputs, (r, c) => view.start + inputs.index(r, c)]], count: length, show };
}
