/** A chart with its legend and its table; the drawing code is fetched when first needed. */
import { lazy, Suspense, useState, type ReactNode } from "react";
import { Button, Card, Skeleton } from "@/ui/basic";
import { inkToken, type ChartSpec, type Ink } from "./model";

const TimeChart = lazy(() => import("./TimeChart"));

interface PanelProps {
  title: ReactNode;
  label: string;
  table: () => ReactNode;
  controls?: ReactNode;
  foot?: ReactNode;
  /** Stands in place of the chart: a skeleton, an empty or an error state. */
  instead?: ReactNode;
}

export function ChartPanel({ spec, height, ...rest }: PanelProps & { spec: ChartSpec | null; height: number }) {
  return <TablePanel {...rest} chart={spec && <Drawing spec={spec} height={height} />} />;
}

/** Any drawing with the table of what it shows behind it. */
export function TablePanel({ title, label, chart, table, controls, foot, instead }: PanelProps & { chart: ReactNode }) {
  const [asTable, setAsTable] = useState(false);
  const actions = (
    <>
      {controls}
      <Button
        look="quiet"
        data-view-table
        aria-pressed={asTable}
        onClick={() => {
          setAsTable(!asTable);
        }}
      >
        {asTable ? "View as chart" : "View as table"}
      </Button>
    </>
  );
  return (
    <Card title={title} label={label} actions={actions} className="chart-card">
      {instead ?? (chart && (asTable ? table() : chart))}
      {foot}
    </Card>
  );
}

function Drawing({ spec, height }: { spec: ChartSpec; height: number }) {
  return (
    <>
      {spec.lines.length > 1 && <Legend lines={spec.lines.filter((line) => !line.hidden)} />}
      <Suspense fallback={<Skeleton height={height} />}>
        <TimeChart spec={spec} height={height} />
      </Suspense>
    </>
  );
}

export function Legend({ lines }: { lines: readonly { name: string; ink: Ink; dashed?: boolean; tag?: string }[] }) {
  return (
    <div className="chart-legend">
      {lines.map((line) => (
        <span key={line.name}>
          <i className={line.dashed ? "dashed" : ""} style={{ color: inkToken(line.ink) }} aria-hidden="true" />
          {line.tag && <strong>{line.tag} </strong>}
          {line.name}
        </span>
      ))}
    </div>
  );
}
