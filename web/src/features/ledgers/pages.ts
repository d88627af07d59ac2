export { AlertsPage } from "./components/AlertsPage";
export { CatalystPage } from "./components/CatalystPage";
export { EventPage } from "./components/EventPage";
export { ExchangePage } from "./components/ExchangePage";
export { ExplorePage } from "./components/ExplorePage";
export { GlassPage } from "./components/GlassPage";
export { HumanPage } from "./components/HumanPage";
export { LedgersPage } from "./components/LedgersPage";
