/** From one ledger to the others, and to the explorer. */
import { NavLink } from "react-router";

const PLACES = [
  { to: "/ledgers", text: "All four" },
  { to: "/ledgers/catalyst", text: "Catalyst" },
  { to: "/ledgers/exchange", text: "Exchange" },
  { to: "/ledgers/human", text: "Human" },
  { to: "/ledgers/glass", text: "Glass" },
  { to: "/ledgers/alerts", text: "Alerts" },
  { to: "/ledgers/explore", text: "Explorer" },
];

export function LedgerNav() {
  return (
    <nav aria-label="Ledgers" className="ledger-nav">
      {PLACES.map((place) => <NavLink key={place.to} to={place.to} end>{place.text}</NavLink>)}
    </nav>
  );
}
