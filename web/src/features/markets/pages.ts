/** The pages of this feature, for the router. */
export { ChartsPage } from "./components/ChartsPage";
export { OpportunitiesPage } from "./components/OpportunitiesPage";
