/** Four cards: what happened, what it costs, what people say, what the chains do. Each person's own order. */
import { useState, type ComponentType } from "react";
import { Button, Card } from "@/ui/basic";
import { CheckField } from "@/ui/Field";
import { Page } from "@/ui/Page";
import { Empty } from "@/ui/states";
import type { LedgerName } from "../api/queries";
import { moved, STANDARD, useLayout, type Layout } from "../api/layout";
import { CatalystCard } from "./CatalystCard";
import { ExchangeCard } from "./ExchangeCard";
import { GlassCard } from "./GlassCard";
import { HumanCard } from "./HumanCard";
import { LedgerNav } from "./LedgerNav";
import "./ledgers.css";

const CARDS: Record<LedgerName, { name: string; Show: ComponentType }> = {
  catalyst: { name: "Catalyst", Show: CatalystCard },
  exchange: { name: "Exchange", Show: ExchangeCard },
  human: { name: "Human", Show: HumanCard },
  glass: { name: "Glass", Show: GlassCard },
};

export function LedgersPage() {
  const [layout, setLayout] = useLayout();
  const [arranging, setArranging] = useState(false);
  const visible = layout.order.filter((name) => !layout.hidden.includes(name));
  return (
    <Page title="Ledgers" pills={<Button look="quiet" aria-expanded={arranging} onClick={() => { setArranging(!arranging); }}>Arrange</Button>}>
      <LedgerNav />
      {arranging && <Arrange layout={layout} onChange={setLayout} />}
      {visible.length === 0 && <Empty title="Every card is hidden" action={<Button onClick={() => { setLayout(STANDARD); }}>Show all four</Button>}>Choose under Arrange which of them you want to see.</Empty>}
      <div className="ledger-grid">
        {visible.map((name) => { const { Show } = CARDS[name]; return <Show key={name} />; })}
      </div>
    </Page>
  );
}

function Arrange({ layout, onChange }: { layout: Layout; onChange: (layout: Layout) => void }) {
  return (
    <Card title="Cards" actions={<Button look="quiet" onClick={() => { onChange(STANDARD); }}>As they were</Button>}>
      <ul className="arrange">
        {layout.order.map((name, index) => (
          <li key={name} className="row">
            <CheckField label={CARDS[name].name} checked={!layout.hidden.includes(name)} onChecked={(on) => { onChange({ ...layout, hidden: on ? layout.hidden.filter((one) => one !== name) : [...layout.hidden, name] }); }} />
            <span className="grow" />
            <Button look="quiet" disabled={index === 0} aria-label={`${CARDS[name].name} earlier`} onClick={() => { onChange(moved(layout, name, -1)); }}>↑</Button>
            <Button look="quiet" disabled={index === layout.order.length - 1} aria-label={`${CARDS[name].name} later`} onClick={() => { onChange(moved(layout, name, 1)); }}>↓</Button>
          </li>
        ))}
      </ul>
    </Card>
  );
}
