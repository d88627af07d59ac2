/** The pages of this feature, for the router. */
export { ComparePage } from "./components/ComparePage";
