/** The pages of this feature, for the router. */
export { FloorPage } from "./components/FloorPage";
