import { useState } from "react";
import type { Glass } from "@/lib/api/types";
import { decimal } from "@/lib/format";
import { GainPercent } from "@/ui/basic";
import { useGlass, useLedgerPushes, type GlassRange } from "../api/queries";
import { usd } from "../api/figures";
import { GlassChart } from "./GlassChart";
import { Figure } from "./parts";

export function GlassCard() {
  useLedgerPushes("glass");
  const [range, setRange] = useState<GlassRange>("30");
  const query = useGlass(range);
  return (
    <GlassChart
      query={query}
      range={range}
      onRange={setRange}
      height={210}
      foot={query.data && query.data.freshness.known_at !== null && <GlassFigures glass={query.data} />}
      link
    />
  );
}

export function GlassFigures({ glass }: { glass: Glass }) {
  const active = glass.active_addresses;
  return (
    <dl className="ledger-figures">
      <Figure label="TVL" note={<><GainPercent fraction={glass.tvl_change_24h_fraction} /> in 24 h</>}>{usd(glass.tvl_usd)} USD</Figure>
      <Figure label="Fees, 30 d" note={<>{usd(glass.fees_daily_mean_usd)} a day, {glass.fees_days} of 30 days</>}>{usd(glass.fees_30d_usd)} USD</Figure>
      <Figure label="Active addresses" note={active[1] && `${active[1].asset} ${decimal(active[1].count, { places: 0 })}`}>
        {active[0] ? <>{decimal(active[0].count, { places: 0 })} <span className="small muted">{active[0].asset}</span></> : "–"}
      </Figure>
    </dl>
  );
}
