/** Types, coins and a least priority; the address fills it in for whoever comes from an event. */
import { useState, type FormEvent } from "react";
import { useSearchParams } from "react-router";
import type { AlertRequest } from "@/lib/api/types";
import { words } from "@/lib/format";
import { Button } from "@/ui/basic";
import { CheckField, SelectField, TextField } from "@/ui/Field";
import { FormProblem } from "@/ui/states";
import { toast } from "@/ui/toasts";
import { useCreateAlert } from "../api/alerts";
import { COIN, TYPES, type EventType } from "../api/figures";

const PRIORITIES: readonly { value: "normal" | "high" | "critical"; text: string }[] = [
  { value: "normal", text: "Any priority" },
  { value: "high", text: "High or critical" },
  { value: "critical", text: "Critical only" },
];

export function AlertForm() {
  const [search] = useSearchParams();
  const create = useCreateAlert();
  const [types, setTypes] = useState<readonly EventType[]>(() => TYPES.filter((one) => search.getAll("type").includes(one)));
  const [coins, setCoins] = useState(search.get("coins") ?? "");
  const [least, setLeast] = useState(PRIORITIES.find((one) => one.value === search.get("priority"))?.value ?? "high");
  const symbols = coins.toUpperCase().split(/[\s,]+/).filter(Boolean);
  const wrong = symbols.find((one) => !COIN.test(one));
  const turn = (type: EventType, on: boolean) => { setTypes(on ? [...types, type] : types.filter((one) => one !== type)); };
  const save = (event: FormEvent) => {
    event.preventDefault();
    if (wrong !== undefined) return;
    const body: AlertRequest = { types: [...types], coins: symbols, least_priority: least, channels: ["in_app"] };
    create.mutate(body, { onSuccess: () => { toast("success", "The alert stands."); } });
  };
  return (
    <form className="alert-form" aria-label="New alert" onSubmit={save}>
      <fieldset>
        <legend>Events{types.length === 0 && <span className="muted"> (none chosen: any)</span>}</legend>
        <div className="alert-types">
          {TYPES.map((type) => <CheckField key={type} label={words(type)} checked={types.includes(type)} onChecked={(on) => { turn(type, on); }} />)}
        </div>
      </fieldset>
      <TextField label="Coins" value={coins} placeholder="BTC SOL" hint="With spaces between; none: any coin, and events that name none" problem={wrong === undefined ? undefined : `A symbol such as SOL, not ${wrong}`} onValue={setCoins} />
      <SelectField label="Priority" value={least} options={PRIORITIES} onValue={(value) => { setLeast(PRIORITIES.find((one) => one.value === value)?.value ?? "normal"); }} />
      <p className="muted small">You are told on every open page of the console, and in the list of notifications.</p>
      <FormProblem error={create.error} />
      <div><Button type="submit" look="primary" busy={create.isPending && "Saving…"}>Set alert</Button></div>
    </form>
  );
}
