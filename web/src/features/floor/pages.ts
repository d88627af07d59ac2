/** The pages of this feature, for the router. */
export { CandlesPage } from "./components/CandlesPage";
export { FloorPage } from "./components/FloorPage";
