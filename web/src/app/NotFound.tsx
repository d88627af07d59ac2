import { Link } from "react-router";
import { Empty } from "@/ui/states";
import { Page } from "@/ui/Page";

export function NotFound() {
  return (
    <Page title="Not found">
      <Empty title="There is no such page" action={<Link className="btn" to="/floor">Go to the Floor</Link>}>
        The address may be old, or mistyped.
      </Empty>
    </Page>
  );
}
