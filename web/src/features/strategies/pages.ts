/** The pages of this feature, for the router. */
export { BacktestPage } from "./components/BacktestPage";
export { BacktestsPage } from "./components/BacktestsPage";
export { PromotionsPage } from "./components/PromotionsPage";
export { StrategiesPage } from "./components/StrategiesPage";
export { StrategyPage } from "./components/StrategyPage";
export { TemplatesPage } from "./components/TemplatesPage";
