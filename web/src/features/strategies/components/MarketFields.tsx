/** What is traded, when, and by which rules. */
import type { Series } from "@/lib/api/types";
import { useSeriesList } from "@/lib/reads";
import { Skeleton } from "@/ui/basic";
import { CheckField, SelectField, TextField } from "@/ui/Field";
import type { SessionDraft } from "../api/draft";
import { ExpressionField } from "./ExpressionField";
import { plainPath, type Part } from "./SpecEditor";

export function Market({ draft, set, at }: Part) {
  const series = useSeriesList();
  const chosen = `${draft.venue}:${draft.symbol}:${draft.timeframe}`;
  const options = seriesOptions(series.data?.items ?? [], chosen);
  return (
    <fieldset>
      <legend className="sr-only">Market</legend>
      <div className="fields">
        <TextField label="Name" value={draft.name} required maxLength={80} onValue={(name) => { set({ name }); }} problem={at("name")[0]?.message} />
        {series.isPending ? <Skeleton height={56} /> : (
          <SelectField
            label="Market and bars"
            value={chosen}
            options={options}
            problem={[...at("venue"), ...at("symbol"), ...at("timeframe")][0]?.message}
            onValue={(key) => {
              const [venue = "", symbol = "", timeframe = ""] = key.split(":");
              set({ venue, symbol, timeframe });
            }}
          />
        )}
      </div>
      <TextField label="What it does" value={draft.description} maxLength={2000} onValue={(description) => { set({ description }); }} problem={at("description")[0]?.message} />
    </fieldset>
  );
}

export function seriesOptions(all: readonly Series[], chosen?: string): { value: string; text: string }[] {
  const options = all.map((one) => ({ value: one.series, text: `${one.symbol} ${one.timeframe}, ${one.venue}` }));
  const known = chosen === undefined || options.some((option) => option.value === chosen);
  return known ? options : [...options, { value: chosen, text: chosen.replaceAll(":", " ") }];
}

export function RuleFields({ draft, set, at }: Part) {
  return (
    <fieldset>
      <legend>Rules</legend>
      <ExpressionField label="Long: enter when" value={draft.longEnter} errors={at("long.enter")} placeholder="fast_ma crosses_above slow_ma" onValue={(longEnter) => { set({ longEnter }); }} />
      <ExpressionField label="Long: exit when" value={draft.longExit} errors={at("long.exit")} onValue={(longExit) => { set({ longExit }); }} />
      <ExpressionField label="Short: enter when (simulation only)" value={draft.shortEnter} errors={at("short.enter")} onValue={(shortEnter) => { set({ shortEnter }); }} />
      <ExpressionField label="Short: exit when" value={draft.shortExit} errors={at("short.exit")} onValue={(shortExit) => { set({ shortExit }); }} />
      {[...at("long"), ...at("short")].filter((error) => /^(long|short)$/.test(plainPath(error.path))).map((error) => (
        <span key={error.message} className="problem down small">{error.message}</span>
      ))}
    </fieldset>
  );
}

const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const ZONES = ["UTC", "America/New_York", "Europe/London", "Asia/Tokyo", "Australia/Sydney"];

export function Session({ draft, set, at }: Part) {
  const { session } = draft;
  const edit = (change: Partial<SessionDraft>) => { set({ session: { ...session, ...change } }); };
  const zones = ZONES.includes(session.timezone) ? ZONES : [...ZONES, session.timezone];
  const problem = at("session")[0]?.message;
  return (
    <fieldset>
      <legend>Session</legend>
      <CheckField label="Enter at certain hours only" checked={session.on} onChecked={(on) => { edit({ on }); }} />
      {session.on && (
        <>
          <div className="fields">
            <SelectField label="By the clock of" value={session.timezone} options={zones.map((zone) => ({ value: zone, text: zone.replace("_", " ") }))} onValue={(timezone) => { edit({ timezone }); }} problem={problem} />
            <TextField label="Enter from" type="time" value={session.start} onValue={(start) => { edit({ start }); }} />
            <TextField label="Enter until" type="time" value={session.end} hint={session.end <= session.start ? "On the next day" : undefined} onValue={(end) => { edit({ end }); }} />
            <TextField label="Leave at" type="time" value={session.flatAt} hint="Blank: hold on" onValue={(flatAt) => { edit({ flatAt }); }} />
          </div>
          <div className="row" role="group" aria-label="Days of entry">
            {DAYS.map((name, day) => (
              <CheckField
                key={name}
                label={name}
                checked={session.days.includes(day)}
                onChecked={(on) => { edit({ days: [...session.days.filter((one) => one !== day), ...(on ? [day] : [])].sort() }); }}
              />
            ))}
          </div>
        </>
      )}
      <div className="fields">
        <TextField label="Re-entries a day" inputMode="numeric" value={draft.maxReentries} hint="Blank: no limit; 0: one entry a day and side" problem={at("max_reentries")[0]?.message} onValue={(maxReentries) => { set({ maxReentries }); }} />
      </div>
    </fieldset>
  );
}
