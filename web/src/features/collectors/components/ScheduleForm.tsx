/** How often a collector runs: its source's own schedule, a common one, or an expression. */
import { useState, type FormEvent } from "react";
import { asProblem } from "@/lib/api/errors";
import type { Collector } from "@/lib/api/types";
import { Button } from "@/ui/basic";
import { SelectField, TextField } from "@/ui/Field";
import { FormProblem } from "@/ui/states";
import { useChange } from "../api/queries";
import { SCHEDULES } from "../api/said";

const OTHER = "other";

export function ScheduleForm({ collector, usual }: { collector: Collector; usual: string }) {
  const own = collector.own_schedule ?? "";
  const [chosen, setChosen] = useState(own === "" || SCHEDULES.some((one) => one.value === own) ? own : OTHER);
  const [text, setText] = useState(own || usual);
  const change = useChange(collector.collector_id);
  const problem = change.error ? asProblem(change.error) : null;
  const here = problem?.fields.find((one) => one.path === "body.schedule")?.message;
  const options = [{ value: "", text: `As the source says: ${usual}` }, ...SCHEDULES, { value: OTHER, text: "Another expression" }];
  const save = (event: FormEvent) => {
    event.preventDefault();
    change.mutate({ version: collector.version, schedule: chosen === OTHER ? text : chosen });
  };
  return (
    <form className="stack" aria-label="Schedule" onSubmit={save}>
      <SelectField label="Runs" value={chosen} options={options} problem={chosen === OTHER ? undefined : here} hint="A faster schedule spends a plan's calls faster." onValue={setChosen} />
      {chosen === OTHER && <TextField label="Expression" className="mono" value={text} problem={here} hint="rate(2 hours) or cron(30 2 * * ? *), UTC" onValue={setText} />}
      {problem && !here && <FormProblem error={change.error} />}
      <div className="row">
        <Button look="primary" type="submit" busy={change.isPending && "Saving…"}>Save schedule</Button>
        <span role="status" className="small muted">{change.isSuccess && "Saved. It is in force."}</span>
      </div>
    </form>
  );
}
