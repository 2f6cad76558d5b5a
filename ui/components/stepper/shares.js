// How shares are written: four decimals for them and what leads to them; very small ones with a power of ten.

const fine = (value) => {
  if (Number.isInteger(value)) return written(value);
  const text = Math.abs(value) >= 0.001 ? value.toFixed(4) : String(Number(value.toPrecision(3)));
  const [digits, power] = text.replaceAll("-", MINUS).split("e");
  return power ? `${digits}·10<sup>${power}</sup>` : digits;
};
const asReadFine = (value) => Number(Math.abs(value) >= 0.001 ? value.toFixed(4) : value.toPrecision(3));
