/** Ten markets, what the person holds first and then the largest coins, and what the person's own money did. */
import { useNavigate } from "react-router";
import type { Price } from "@/lib/api/types";
import { forDrawing, money } from "@/lib/format";
import { Card, GainPercent, Skeleton } from "@/ui/basic";
import { byWorth, heldWorth } from "../api/figures";
import { useLedgerPushes, useHoldings, usePrices, useRankings, useWorth } from "../api/queries";
import { Figure, instead, LedgerTitle, Marks, NothingYet, ReadFailed } from "./parts";
import { PricesTable } from "./PricesTable";

const MOST = 10;
const HEIGHT = 320;

export function ExchangeCard() {
  useLedgerPushes("exchange");
  const navigate = useNavigate();
  const query = usePrices();
  const ranks = useRankings().data?.items;
  const prices = query.data?.items ?? [];
  const held = heldWorth(prices, useHoldings(useWorth().data?.mode));
  const rows = byWorth(prices, held, ranks).slice(0, MOST);
  return (
    <Card
      title={<LedgerTitle ledger="exchange" link>prices</LedgerTitle>}
      label="Exchange"
      actions={<Marks ledger="exchange" fresh={query.data?.freshness} />}
    >
      {instead(query, HEIGHT, rows.length > 0 ? false : <NothingYet what="prices" source="CoinSpot prices" />, MOST)
        ?? <div className="prices"><PricesTable rows={rows} held={held} csvName="prices" onOpen={(one) => void navigate(`/ledgers/exchange?market=${encodeURIComponent(one.symbol)}`)} /></div>}
      {query.data && rows.length > 0 && <Worth rows={query.data.items} />}
      <ReadFailed query={query} />
    </Card>
  );
}

function Worth({ rows }: { rows: readonly Price[] }) {
  const worth = useWorth();
  const points = worth.data?.points;
  const [first, last] = [forDrawing(points?.[0]?.equity), forDrawing(points?.at(-1)?.equity)];
  const moved = rows.filter((one) => one.change_24h_fraction !== null).sort((a, b) => Number(b.change_24h_fraction) - Number(a.change_24h_fraction));
  const [best, worst] = [moved[0], moved.at(-1)];
  return (
    <dl className="ledger-figures">
      <Figure label={`Portfolio${worth.data?.mode ? `, ${worth.data.mode}` : ""}`} note={Number.isFinite(last / first) && <><GainPercent fraction={last / first - 1} /> in 24 h</>}>
        {worth.isPending ? <Skeleton width={90} height={20} /> : money(points?.at(-1)?.equity)}
      </Figure>
      <Figure label="Top gainer" note={best && <GainPercent fraction={best.change_24h_fraction} />}>{best?.symbol ?? "–"}</Figure>
      <Figure label="Top loser" note={worst && <GainPercent fraction={worst.change_24h_fraction} />}>{worst?.symbol ?? "–"}</Figure>
    </dl>
  );
}
