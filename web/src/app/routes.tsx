/** Which address shows which page; each feature's pages are fetched when first visited. */
import { createBrowserRouter, Navigate } from "react-router";
import { NotFound } from "./NotFound";
import { Shell } from "./Shell";

const floor = () => import("@/features/floor/pages");
const markets = () => import("@/features/markets/pages");
const searches = () => import("@/features/searches/pages");
const collectors = () => import("@/features/collectors/pages");
const compare = () => import("@/features/compare/pages");
const ledgers = () => import("@/features/ledgers/pages");
const strategies = () => import("@/features/strategies/pages");

export const router = createBrowserRouter([
  {
    element: <Shell />,
    hydrateFallbackElement: <span />,
    children: [
      { index: true, element: <Navigate to="/floor" replace /> },
      { path: "floor", lazy: async () => ({ Component: (await floor()).FloorPage }) },
      { path: "ledgers", lazy: async () => ({ Component: (await ledgers()).LedgersPage }) },
      { path: "ledgers/glass", lazy: async () => ({ Component: (await ledgers()).GlassPage }) },
      { path: "ledgers/human", lazy: async () => ({ Component: (await ledgers()).HumanPage }) },
      { path: "ledgers/exchange", lazy: async () => ({ Component: (await ledgers()).ExchangePage }) },
      { path: "ledgers/catalyst", lazy: async () => ({ Component: (await ledgers()).CatalystPage }) },
      { path: "ledgers/catalyst/:recordId", lazy: async () => ({ Component: (await ledgers()).EventPage }) },
      { path: "ledgers/alerts", lazy: async () => ({ Component: (await ledgers()).AlertsPage }) },
      { path: "ledgers/explore", lazy: async () => ({ Component: (await ledgers()).ExplorePage }) },
      { path: "charts", lazy: async () => ({ Component: (await markets()).ChartsPage }) },
      { path: "opportunities", lazy: async () => ({ Component: (await markets()).OpportunitiesPage }) },
      { path: "strategies", lazy: async () => ({ Component: (await strategies()).StrategiesPage }) },
      { path: "strategies/new", lazy: async () => ({ Component: (await strategies()).TemplatesPage }) },
      { path: "strategies/:strategyId", lazy: async () => ({ Component: (await strategies()).StrategyPage }) },
      { path: "backtests", lazy: async () => ({ Component: (await strategies()).BacktestsPage }) },
      { path: "backtests/:runId", lazy: async () => ({ Component: (await strategies()).BacktestPage }) },
      { path: "collectors", lazy: async () => ({ Component: (await collectors()).CollectorsPage }) },
      { path: "collectors/:collectorId", lazy: async () => ({ Component: (await collectors()).CollectorPage }) },
      { path: "compare", lazy: async () => ({ Component: (await compare()).ComparePage }) },
      { path: "searches", lazy: async () => ({ Component: (await searches()).SearchesPage }) },
      { path: "searches/new", lazy: async () => ({ Component: (await searches()).NewSearchPage }) },
      { path: "searches/:searchId", lazy: async () => ({ Component: (await searches()).OptimisationPage }) },
      { path: "walkforwards/:searchId", lazy: async () => ({ Component: (await searches()).WalkforwardPage }) },
      { path: "promotions", lazy: async () => ({ Component: (await strategies()).PromotionsPage }) },
      { path: "*", element: <NotFound /> },
    ],
  },
]);
