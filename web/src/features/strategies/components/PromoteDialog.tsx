/** From evidence to trading: where to, with how much, within which limits. */
import { useState } from "react";
import { Link } from "react-router";
import type { Backtest, Promotion, PromotionRequest, ReportCard } from "@/lib/api/types";
import { words } from "@/lib/format";
import { Button } from "@/ui/basic";
import { Dialog } from "@/ui/Dialog";
import { SelectField, TextField } from "@/ui/Field";
import { FormProblem } from "@/ui/states";
import { usePromote } from "../api/queries";
import { VerdictWord } from "./VerdictWord";

type Target = PromotionRequest["target"];

const SIMULATION: { value: Target; text: string } = { value: "simulation", text: "Simulation: stored bars, replayed" };
const PAPER: { value: Target; text: string } = { value: "paper", text: "Paper: the next bars as they close" };

const START = { target: "simulation" as Target, capital: "10000", position: "0.20", exposure: "0.95", loss: "0.05", drawdown: "0.20", note: "" };

export function PromoteDialog({ run, card, onClose }: { run: Backtest; card: ReportCard; onClose: () => void }) {
  const promote = usePromote();
  return (
    <Dialog title={`Promote ${run.name}`} onClose={onClose}>
      {promote.data ? <Done promotion={promote.data} onClose={onClose} /> : <Form run={run} card={card} promote={promote} onClose={onClose} />}
    </Dialog>
  );
}

function Form({ run, card, promote, onClose }: { run: Backtest; card: ReportCard; promote: ReturnType<typeof usePromote>; onClose: () => void }) {
  const rejected = card.verdict === "REJECT" && !card.excusable;
  const reviewed = !rejected && card.verdict !== "PASS";
  const [form, setForm] = useState<typeof START>({ ...START, target: rejected ? "simulation" : "paper" });
  const set = (change: Partial<typeof START>) => { setForm((now) => ({ ...now, ...change })); };
  const failed = card.gates.filter((gate) => gate.outcome === "fail").length;
  return (
    <form className="stack" onSubmit={(event) => { event.preventDefault(); promote.mutate(requestOf(run.run_id, form)); }}>
      <p className="muted">Report card: <VerdictWord verdict={card.verdict} />{failed > 0 ? `, ${String(failed)} gates failed` : ""}. No real money is at stake in either.</p>
      <SelectField label="Where to" value={form.target} options={rejected ? [SIMULATION] : [PAPER, SIMULATION]} hint={rejected ? "Paper needs a card that passed its hard gates." : reviewed && form.target === "paper" ? "It waits for a reviewer other than you, who says in writing why what is missed may be excused." : undefined} onValue={(target) => { set({ target: target as Target }); }} />
      <TextField label="Capital" inputMode="decimal" required value={form.capital} onValue={(capital) => { set({ capital }); }} />
      <fieldset>
        <legend>Limits, fractions of equity</legend>
        <div className="fields">
          <TextField label="Position" inputMode="decimal" value={form.position} hint="0.20 is 20 %" onValue={(position) => { set({ position }); }} />
          <TextField label="Exposure" inputMode="decimal" value={form.exposure} onValue={(exposure) => { set({ exposure }); }} />
          <TextField label="Loss a day" inputMode="decimal" value={form.loss} onValue={(loss) => { set({ loss }); }} />
          <TextField label="Drawdown" inputMode="decimal" value={form.drawdown} onValue={(drawdown) => { set({ drawdown }); }} />
        </div>
      </fieldset>
      <TextField label="Note" value={form.note} maxLength={500} hint="Kept in the audit." onValue={(note) => { set({ note }); }} />
      <FormProblem error={promote.error} />
      <div className="actions">
        <Button onClick={onClose}>Cancel</Button>
        <Button look="primary" type="submit" busy={promote.isPending && "Promoting…"}>Promote</Button>
      </div>
    </form>
  );
}

function Done({ promotion, onClose }: { promotion: Promotion; onClose: () => void }) {
  return (
    <div className="stack" role="status" data-testid="promoted">
      <p>{promotion.state === "DEPLOYED" ? "Deployed: its algorithm trades on the Floor from the next bar on." : `The request is ${words(promotion.state).toLowerCase()}. Its algorithm appears on the Floor once it is approved and deployed.`}</p>
      <div className="actions">
        <Button onClick={onClose}>Stay here</Button>
        <Link className="btn" to="/promotions">Promotions</Link>
        <Link className="btn primary" to="/floor">To the Floor</Link>
      </div>
    </div>
  );
}

function requestOf(runId: string, form: typeof START): PromotionRequest {
  return {
    run_id: runId,
    target: form.target,
    capital: form.capital.trim(),
    limits: {
      position_fraction: form.position.trim(),
      exposure_fraction: form.exposure.trim(),
      daily_loss_fraction: form.loss.trim(),
      drawdown_fraction: form.drawdown.trim(),
    },
    note: form.note.trim(),
  };
}
