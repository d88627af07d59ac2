/** The pages of this feature, for the router. */
export { NewSearchPage } from "./components/NewSearchPage";
export { OptimisationPage } from "./components/OptimisationPage";
export { SearchesPage } from "./components/SearchesPage";
export { WalkforwardPage } from "./components/WalkforwardPage";
