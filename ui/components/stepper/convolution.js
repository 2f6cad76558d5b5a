// Convolution: a kernel slides over the image; products, their sum, one cell of the map.

function operation(data) {
  const kernel = decoded(data.kernel);
  const [channels, height, width] = kernel.shape;
  const cells = channels * height * width;
  const kernelLimit = largestOf(kernel.numbers);
  const productLimit = kernelLimit * Math.max(...data.input.range.map(Math.abs));
  // What floating point leaves of a sum that is zero reads 0.
  const settled = (sum) => (Math.abs(sum) < cells * productLimit * 1e-16 ? 0 : sum);
  const output = decoded(data.output);
  output.numbers = output.numbers.map(settled);
  const source = inputSource(data.input, decoded(data.input), data.padding);
  const place = {};
  const image = new Grid(data.input.title, sized(source), source, { maxWidth: 320 });
  const map = mapGrid(data.output, output, { big: true });
  const axes = [0, 1].map((axis) => [kernel.shape[axis + 1], data.stride[axis], data.dilation[axis]]);

  // The window repeats the image, so it only stands there when the image's own numbers can't be read.
  const withWindow = channels > 1 || !isSmall(source);
  const productColor = signedColor(productLimit);
  const room = withWindow || width > 3 ? { maxWidth: 190 } : {};
  const rows = cellsFrom(0, channels).map((channel) => {
    const name = channels > 1 ? data.input.names[channel] : "";
    const weights = channelOf(kernel, channel, signedColor(kernelLimit));
    const pixels = windowSource(source, channel, height, width, place, pictureColor(data.input));
    const value = (row, column) => pixels.value(row, column) * weights.value(row, column);
    const products = { ...weights, steady: false, value, color: (row, column, palette) => productColor(value(row, column), palette) };
    const grids = [new Grid("Kernel", name || data.kernel.title, weights, room), new Grid("Products", name || sized(weights), products, room)];
    if (withWindow) grids.unshift(new Grid("Window", name || sized(weights), pixels, room));
    return { name, pixels, weights, grids };
  });
  const small = rows.flatMap(({ grids }) => grids);
  const block = small.flatMap((grid) => ({ Window: [grid.figure, "×"], Kernel: [grid.figure, "="], Products: [grid.figure] })[grid.title]);
  const parts = [image.figure, ...(withWindow ? [{ columns: 5, parts: block }] : ["×", ...block]), "→", map.figure];

  // The products of one channel: written out, as numbers, as a reader adds them up.
  const addUp = ({ name, pixels, weights }) => {
    const pairs = cellsFrom(0, height).map((i) => cellsFrom(0, width).map((j) => [pixels.value(i, j), weights.value(i, j)]));
    const lines = pairs.map((line) => line.map(([a, b]) => tinted(`${factor(a)}·${factor(b)}`, a * b)).join(" + "));
    const products = pairs.flat().map(([a, b]) => a * b);
    const [sum, read] = [settled(sumOf(products)), sumOf(pairs.flat().map(([a, b]) => asRead(a) * asRead(b)))];
    const isBitmap = pairs.flat().every(([a, b]) => Math.abs(a) === 1 && b !== 0);
    if (!name) return { text: lines.join(" +<br>"), products, read, isBitmap };
    return { text: `<b>${name}</b> ${lines.join(" + ")} ${equals(read, sum)} ${written(sum)}`, products, read: asRead(sum), isBitmap };
  };

  // From the sum of all products to the cell: the division and the bias.
  const ending = (read, sum, total) => {
    const named = channels > 1 ? " (bias)" : "";
    const bias = data.bias || named ? ` ${data.bias < 0 ? MINUS : "+"} ${written(Math.abs(data.bias))}${named}` : "";
    const divided = data.divisor === 1 ? "" : ` ÷ ${data.divisor}`;
    if (!divided && !bias) return ` ${equals(read, total)} ${result(total)}`;
    const readTotal = asRead(sum) / data.divisor + asRead(data.bias);
    return ` ${equals(read, sum)} ${written(sum)}${divided}${bias} ${equals(readTotal, total)} ${result(total)}`;
  };

  const told = (isBitmap, plus, minus, total) => {
    const end = `<b>${written(total)}</b>.`;
    if (!isBitmap) return `Products above zero add ${written(sumOf(plus))}, products below zero add ${written(sumOf(minus))}. The result is ${end}`;
    if (!minus.length) return `${cells > 1 ? `All ${cells} cells agree` : "The cell agrees"}: ${end}`;
    return `${plus.length} of ${counted(cells, "cell")} agree with the kernel, ${minus.length} disagree: ${end}`;
  };

  const show = (step, palette, shown) => {
    moveWindow(image, map, axes, step, palette, place);
    for (const grid of small) {
      grid.draw(palette);
      grid.describe(`${grid.title}: ${grid.lines().map((line) => line.map(written).join(" ")).join(" / ")}`);
    }
    fillMap(map, step, palette, shown);
    const total = output.numbers[step];
    const sums = rows.map(addUp);
    const products = sums.flatMap((sum) => sum.products);
    const [plus, minus] = [products.filter((product) => product > 0), products.filter((product) => product < 0)];
    const read = sumOf(sums.map((sum) => sum.read));
    return {
      sum: sums.map(({ text }) => text).join("<br>") + (channels > 1 ? "<br>all channels" : "") + ending(read, settled(sumOf(products)), total),
      say: `${told(sums.every((sum) => sum.isBitmap), plus, minus, total)} ${data.captions[step] ?? ""}`,
      at: stopAt(map, step),
    };
  };
  return { parts, grids: [image, map, ...small], target: map, count: output.numbers.length, show,
    picks: [[map, map.index]], field: fedBy(image, map, axes), lens: new Lens([map, image]) };
}
