/** From a run to the comparison with others of one's choice. */
import { useState } from "react";
import { useNavigate } from "react-router";
import type { Backtest } from "@/lib/api/types";
import { percent, plain, stamp } from "@/lib/format";
import { useBacktests } from "@/lib/reads";
import { Button, Skeleton } from "@/ui/basic";
import { Dialog } from "@/ui/Dialog";
import { CheckField } from "@/ui/Field";
import { Empty } from "@/ui/states";
import { comparePath, MOST_COMPARED } from "../api/comparing";
import { tradedText } from "../api/traded";

export function CompareButton({ run }: { run: Backtest }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => { setOpen(true); }}>Compare</Button>
      {open && <Picker run={run} onClose={() => { setOpen(false); }} />}
    </>
  );
}

function Picker({ run, onClose }: { run: Backtest; onClose: () => void }) {
  const runs = useBacktests();
  const navigate = useNavigate();
  const [picked, setPicked] = useState<readonly string[]>([]);
  const others = runs.data?.items.filter((one) => one.state === "COMPLETED" && one.run_id !== run.run_id);
  const full = picked.length >= MOST_COMPARED - 1;
  return (
    <Dialog title="Compare with" onClose={onClose}>
      {!others && <Skeleton height={120} />}
      {others?.length === 0 && <Empty title="No other run">Run the strategy again, or another one; completed runs can be compared.</Empty>}
      <ul className="stack-s picker">
        {others?.map((one) => (
          <li key={one.run_id}>
            <CheckField
              label={<span>{one.name} <span className="muted small">version {one.version}, {tradedText(one)}, {stamp(one.created_at)}; return {percent(one.whole["total_return"], 1, true)}, Sharpe held out {plain(one.out_of_sample["sharpe"])}</span></span>}
              checked={picked.includes(one.run_id)}
              disabled={full && !picked.includes(one.run_id)}
              onChecked={(on) => { setPicked(on ? [...picked, one.run_id] : picked.filter((id) => id !== one.run_id)); }}
            />
          </li>
        ))}
      </ul>
      <div className="actions">
        <Button onClick={onClose}>Cancel</Button>
        <Button look="primary" disabled={picked.length === 0} onClick={() => void navigate(comparePath([run.run_id, ...picked]))}>Compare {picked.length + 1} runs</Button>
      </div>
    </Dialog>
  );
}
