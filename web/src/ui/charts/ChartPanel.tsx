/** A chart with its legend and its table; the drawing code is fetched when first needed. */
import { lazy, Suspense, useState, type ReactNode } from "react";
import { Button, Card, Skeleton } from "@/ui/basic";
import type { ChartSpec } from "./model";

const TimeChart = lazy(() => import("./TimeChart"));

interface ChartPanelProps {
  title: ReactNode;
  label: string;
  spec: ChartSpec | null;
  height: number;
  table: () => ReactNode;
  controls?: ReactNode;
  foot?: ReactNode;
  /** Stands in place of the chart: a skeleton, an empty or an error state. */
  instead?: ReactNode;
}

export function ChartPanel({ title, label, spec, height, table, controls, foot, instead }: ChartPanelProps) {
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
      {instead ?? (spec && (asTable ? table() : <Drawing spec={spec} height={height} />))}
      {foot}
    </Card>
  );
}

function Drawing({ spec, height }: { spec: ChartSpec; height: number }) {
  return (
    <>
      {spec.lines.length > 1 && (
        <div className="chart-legend">
          {spec.lines.map((line) => (
            <span key={line.name}>
              <i className={`${line.ink}${line.dashed ? " dashed" : ""}`} aria-hidden="true" />
              {line.name}
            </span>
          ))}
        </div>
      )}
      <Suspense fallback={<Skeleton height={height} />}>
        <TimeChart spec={spec} height={height} />
      </Suspense>
    </>
  );
}
