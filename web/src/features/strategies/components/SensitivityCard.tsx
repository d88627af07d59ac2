/** How much each searched parameter matters around the judged set: mean figure by value, with the table behind. */
import { Link } from "react-router";
import type { CardSensitivity, ReportCard, Sensitivity } from "@/lib/api/types";
import { NOTHING, percent, plain, sentence, words } from "@/lib/format";
import { TablePanel } from "@/ui/charts/ChartPanel";
import { DataTable, type Column } from "@/ui/DataTable";
import { Empty } from "@/ui/states";

interface Row {
  name: string;
  value: string;
  mean: string | null;
  share: string | null;
}

export function SensitivityCard({ card }: { card: ReportCard }) {
  const { reason, table } = card.sensitivity;
  const nothing = (
    <Empty title="Not searched" action={<Link className="btn" to={`/searches/new?strategy=${card.strategy_id}&version=${String(card.spec_version)}`}>Search parameters</Link>}>
      {sentence(reason ?? "")}. A search shows whether a small change of a parameter loses the result.
    </Empty>
  );
  return (
    <TablePanel
      title="Sensitivity"
      label="Sensitivity"
      instead={table ? undefined : nothing}
      chart={table && <div className="sensitivities">{table.parameters.map((one) => <Bars key={one.name} of={one} figure={figureName(table)} />)}</div>}
      table={() => table && <DataTable caption="Figure by parameter value" columns={columns(figureName(table))} rows={table.parameters.flatMap(rowsOf)} rowKey={(row) => `${row.name} ${row.value}`} csvName={`sensitivity-${card.run_id}`} />}
      foot={table && <p className="muted small">{plain(table.trials, 0)} sets searched; {plain(table.family_trials, 0)} in the family so far, worth {plain(table.family_effective_trials, 1)} independent ones. <Link to={`/searches/${table.search_id}`}>The whole search</Link></p>}
    />
  );
}

const figureName = (table: CardSensitivity): string => (table.objective === null ? "figure" : words(table.objective).toLowerCase());
const rowsOf = (one: Sensitivity): Row[] => one.values.map((value, index) => ({ name: one.name, value, mean: one.means[index] ?? null, share: one.share }));

function columns(figure: string): readonly Column<Row>[] {
  return [
    { key: "name", header: "Parameter", value: (row) => row.name, cell: (row) => <span className="mono">{row.name}</span> },
    { key: "value", header: "Value", numeric: true, value: (row) => row.value, cell: (row) => <span className="mono">{row.value}</span> },
    { key: "mean", header: `Mean ${figure}`, numeric: true, value: (row) => row.mean, cell: (row) => (row.mean === null ? NOTHING : plain(row.mean)) },
    { key: "share", header: "Explains", numeric: true, value: (row) => row.share, cell: (row) => percent(row.share, 0) },
  ];
}

const HEIGHT = 72;

/** A bar for each value of one parameter. */
function Bars({ of: one, figure }: { of: Sensitivity; figure: string }) {
  const known = one.means.flatMap((mean) => (mean === null ? [] : [Number(mean)]));
  const high = Math.max(0, ...known);
  const low = Math.min(0, ...known);
  const y = (value: number) => ((high - value) / Math.max(1e-9, high - low)) * HEIGHT;
  const step = 100 / Math.max(1, one.values.length);
  const best = Math.max(...known);
  return (
    <figure className="sensitivity">
      <figcaption><span className="mono">{one.name}</span> <span className="muted small">{one.share === null ? "" : `explains ${percent(one.share, 0)}`}</span></figcaption>
      <svg viewBox={`0 0 100 ${String(HEIGHT)}`} preserveAspectRatio="none" role="img" aria-label={`Mean ${figure} by ${one.name}: ${rowsOf(one).map((row) => `${row.value}: ${row.mean === null ? "none" : plain(row.mean)}`).join(", ")}`}>
        {one.means.map((mean, index) => mean !== null && (
          <rect key={one.values[index]} className={Number(mean) === best ? "best-bar" : Number(mean) < 0 ? "loss" : "bar"} x={index * step + step * 0.12} width={step * 0.76} y={Math.min(y(Number(mean)), y(0))} height={Math.max(1, Math.abs(y(Number(mean)) - y(0)))} />
        ))}
        <line className="zero" x1={0} x2={100} y1={y(0)} y2={y(0)} />
      </svg>
      <div className="row small muted"><span>{one.values[0]}</span><span className="grow" /><span>best {plain(best)}</span><span className="grow" /><span>{one.values.at(-1)}</span></div>
    </figure>
  );
}
