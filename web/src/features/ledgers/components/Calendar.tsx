/** Five weeks of days, each in the band of its figure; what a day says stands in words below. */
import type { Human, HumanDay } from "@/lib/api/types";
import { day } from "@/lib/format";
import { HeatGrid } from "@/ui/HeatGrid";
import { bandTint, moodSaid, score, weeks } from "../api/figures";

const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

export function Calendar({ human, onDay }: { human: Human; onDay: (day: HumanDay) => void }) {
  const rows = weeks(human.days);
  const today = (DAYS.length + new Date(human.days.at(-1)?.day ?? 0).getUTCDay() - 1) % DAYS.length;
  return (
    <div className="calendar">
      <HeatGrid
        label="Sentiment by day, last five weeks"
        x="day"
        y="Week of"
        columns={DAYS}
        rows={rows.map((row) => row.name)}
        scale={1}
        start={[rows.length - 1, today]}
        cell={(row, column) => {
          const one = rows[row]?.days[column];
          if (!one) return { value: null, text: "", said: "Not yet" };
          return { value: null, text: one.mean === null ? "" : score(one.mean), tint: bandTint(one.band), said: `${day(one.day)}: ${one.mentions === 0 ? "nothing was said" : moodSaid(one)}${one.complete ? "" : "; more was said than is counted"}` };
        }}
        onPick={(row, column) => { const one = rows[row]?.days[column]; if (one) onDay(one); }}
      />
    </div>
  );
}
