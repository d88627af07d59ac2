/** A few figures as a line in a table's cell; the figures themselves are its text. */

const WIDTH = 120;
const HEIGHT = 26;
const EDGE = 3;

export function Sparkline({ label, points, said }: { label: string; points: readonly (number | null)[]; said: readonly string[] }) {
  const known = points.flatMap((value, index) => (value === null ? [] : [{ value, index }]));
  const values = known.map((one) => one.value);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const x = (index: number) => EDGE + (index / Math.max(1, points.length - 1)) * (WIDTH - 2 * EDGE);
  const y = (value: number) => HEIGHT - EDGE - ((value - low) / Math.max(1e-12, high - low)) * (HEIGHT - 2 * EDGE);
  return (
    <>
      <svg className="sparkline" viewBox={`0 0 ${String(WIDTH)} ${String(HEIGHT)}`} width={WIDTH} height={HEIGHT} role="img" aria-label={`${label}: ${said.join(", ")}`}>
        <polyline points={known.map(({ value, index }) => `${String(x(index))},${String(y(value))}`).join(" ")} />
        {known.length < 3 && known.map(({ value, index }) => <circle key={index} cx={x(index)} cy={y(value)} r={2} />)}
      </svg>
    </>
  );
}
