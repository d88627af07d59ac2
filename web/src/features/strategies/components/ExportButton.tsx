/** Takes a run home: its tables, all of it, or a report to read. */
import { useState } from "react";
import type { Backtest, ExportFormat } from "@/lib/api/types";
import { Button } from "@/ui/basic";
import { Dialog } from "@/ui/Dialog";
import { FormProblem } from "@/ui/states";
import { useExport } from "../api/queries";

interface Choice {
  format: ExportFormat;
  table?: "trades" | "equity";
  name: string;
  what: string;
}

const CHOICES: readonly Choice[] = [
  { format: "pdf", name: "PDF report", what: "The report card with its charts, to read and to print" },
  { format: "csv", table: "trades", name: "CSV of trades", what: "One line a trade, for a spreadsheet" },
  { format: "csv", table: "equity", name: "CSV of equity", what: "Equity, drawdown and buy and hold at every close" },
  { format: "parquet", table: "trades", name: "Parquet of trades", what: "The same trades, typed, for a notebook" },
  { format: "parquet", table: "equity", name: "Parquet of equity", what: "The same curve, typed" },
  { format: "json", name: "JSON", what: "The card, its gates, trades and curve in one document" },
];

export function ExportButton({ run }: { run: Backtest }) {
  const [open, setOpen] = useState(false);
  const made = useExport(run.run_id);
  const wanted = made.variables;
  return (
    <>
      <Button onClick={() => { setOpen(true); }}>Export</Button>
      {open && (
        <Dialog title={`Export ${run.name}`} onClose={() => { setOpen(false); }}>
          <ul className="stack-s">
            {CHOICES.map(({ format, table, name, what }) => (
              <li className="export-choice" key={name}>
                <Button disabled={made.isPending} busy={made.isPending && wanted?.format === format && wanted.table === table && "Preparing…"} onClick={() => { made.mutate({ format, ...(table ? { table } : {}) }); }}>{name}</Button>
                <span className="muted small">{what}</span>
              </li>
            ))}
          </ul>
          <FormProblem error={made.error} />
          <p className="muted small" role="status">{made.data ? `${made.data.file_name} is ready; its link works for 15 minutes, for whoever has it.` : ""}</p>
          <div className="actions"><Button look="primary" onClick={() => { setOpen(false); }}>Close</Button></div>
        </Dialog>
      )}
    </>
  );
}
