/** The pages of this feature, for the router. */
export { CollectorPage } from "./components/CollectorPage";
export { CollectorsPage } from "./components/CollectorsPage";
