/** A candle chart in its card, with its legend and the table behind it. */
import { lazy, Suspense, type ReactNode } from "react";
import { Skeleton } from "@/ui/basic";
import { Legend, TablePanel } from "../ChartPanel";
import type { CandleSpec, Link, View } from "./model";

const CandleChart = lazy(() => import("./CandleChart"));

interface PanelProps {
  title: ReactNode;
  label: string;
  spec: CandleSpec | null;
  height: number;
  view?: View | null;
  link?: Link | null;
  table: () => ReactNode;
  controls?: ReactNode;
  foot?: ReactNode;
  instead?: ReactNode;
}

export function CandlePanel({ spec, height, view, link, ...rest }: PanelProps) {
  const chart = spec && (
    <>
      {spec.overlays && spec.overlays.length > 0 && <Legend lines={spec.overlays.map(({ name, ink, look }) => ({ name, ink, dashed: look === "dashed" }))} />}
      <Suspense fallback={<Skeleton height={height} />}>
        <CandleChart spec={spec} height={height} view={view ?? null} link={link ?? null} />
      </Suspense>
    </>
  );
  return <TablePanel {...rest} chart={chart} />;
}
