/** Where the specs of the runs say something else than the first one's. */
import type { Comparison } from "@/lib/api/types";
import { NOTHING } from "@/lib/format";
import { Card } from "@/ui/basic";
import { letterOf } from "../api/metrics";

export function Differences({ comparison: { runs, differences } }: { comparison: Comparison }) {
  const others = runs.slice(1);
  return (
    <Card title="What the specs say otherwise">
      <div className="stack">
        {others.map((run, index) => {
          const rows = differences[run.run_id] ?? [];
          return (
            <div key={run.run_id}>
              <h3>{letterOf(index + 1)} {run.name} <span className="muted">against {letterOf(0)}</span></h3>
              {rows.length === 0 && <p className="muted small">Says the same; the runs differ in bars, money or costs.</p>}
              <dl className="differences">
                {rows.map(({ path, left, right }) => (
                  <div key={path}>
                    <dt className="mono">{path}</dt>
                    <dd><span className="muted">{letterOf(0)}</span> {said(left)}<br /><span className="gold">{letterOf(index + 1)}</span> {said(right)}</dd>
                  </div>
                ))}
              </dl>
            </div>
          );
        })}
      </div>
    </Card>
  );
}

function said(value: unknown): string {
  if (value === null || value === undefined) return NOTHING;
  return typeof value === "string" ? value : JSON.stringify(value);
}
