/** One day by source and by hour. */
import type { HumanDayDetail } from "@/lib/api/types";
import { day as dayText } from "@/lib/format";
import { Button, Skeleton } from "@/ui/basic";
import { DataTable, type Column } from "@/ui/DataTable";
import { Dialog } from "@/ui/Dialog";
import { Problem } from "@/ui/states";
import { bandWord, moodSaid, score } from "../api/figures";
import { useHumanDay, type HumanFilter } from "../api/queries";

type Source = HumanDayDetail["sources"][number];
type Hour = HumanDayDetail["hours"][number];

const shared = <T extends Source | Hour>(): readonly Column<T>[] => [
  { key: "mean", header: "Score", numeric: true, cell: (one) => score(one.mean), value: (one) => one.mean },
  { key: "word", header: "Mood", cell: (one) => bandWord(one.band), value: (one) => bandWord(one.band) },
  { key: "mentions", header: "Mentions", numeric: true, cell: (one) => one.mentions, value: (one) => one.mentions },
];
const SOURCES: readonly Column<Source>[] = [{ key: "source", header: "Source", cell: (one) => one.source, value: (one) => one.source }, ...shared<Source>(), { key: "words", header: "Words", cell: (one) => one.words.join(", "), value: (one) => one.words.join(" ") }];
const HOURS: readonly Column<Hour>[] = [{ key: "hour", header: "Hour, UTC", numeric: true, cell: (one) => `${String(one.hour).padStart(2, "0")}:00`, value: (one) => one.hour }, ...shared<Hour>()];

export function DayDialog({ day, filter, onClose }: { day: string; filter: HumanFilter; onClose: () => void }) {
  const query = useHumanDay(day, filter);
  const found = query.data;
  return (
    <Dialog title={`Sentiment, ${dayText(day)}`} onClose={onClose}>
      {query.isPending && <Skeleton height={240} />}
      {query.isError && <Problem error={query.error} onRetry={() => void query.refetch()} />}
      {found && (
        <>
          <p>{moodSaid(found.whole)}.{found.complete ? "" : " More was said that day than is counted."}</p>
          {found.sources.length > 0 && <DataTable caption="By source" columns={SOURCES} rows={found.sources} rowKey={(one) => one.source} />}
          {found.sources.length > 0 && <DataTable caption="By hour" columns={HOURS} rows={found.hours.filter((one) => one.mentions > 0)} rowKey={(one) => String(one.hour)} csvName={`sentiment-${day.slice(0, 10)}`} />}
        </>
      )}
      <div className="actions"><Button look="primary" onClick={onClose}>Close</Button></div>
    </Dialog>
  );
}
