/** One order from signal to fill: its facts and every entry of its audit trail. */
import { price, quantity, stamp, words } from "@/lib/format";
import { Button, Skeleton } from "@/ui/basic";
import { Dialog } from "@/ui/Dialog";
import { Problem } from "@/ui/states";
import type { OrderDetail } from "@/lib/api/types";
import { useOrder } from "../api/queries";
import { stateOf, whyOf } from "./OrdersTable";

export function OrderDialog({ orderId, onClose }: { orderId: string; onClose: () => void }) {
  const order = useOrder(orderId);
  const title = order.data ? `${words(order.data.side)} ${order.data.symbol}` : "Order";
  return (
    <Dialog title={title} onClose={onClose}>
      {order.isPending && <Skeleton height={220} />}
      {order.isError && <Problem error={order.error} onRetry={() => void order.refetch()} />}
      {order.data && <Story order={order.data} />}
      <div className="actions">
        <Button look="primary" onClick={onClose}>Close</Button>
      </div>
    </Dialog>
  );
}

function Story({ order }: { order: OrderDetail }) {
  return (
    <>
      <p>{whyOf(order)}</p>
      <dl className="facts">
        <dt>State</dt><dd>{stateOf(order)}</dd>
        <dt>Quantity</dt><dd>{quantity(order.filled_quantity)} of {quantity(order.quantity)}</dd>
        <dt>Average price</dt><dd>{price(order.average_price)}</dd>
        <dt>Fees</dt><dd>{price(order.fees)}</dd>
        <dt>Client order id</dt><dd className="mono">{order.client_order_id}</dd>
      </dl>
      <h3>Audit trail <span className={order.audit_intact ? "up small" : "down small"}>{order.audit_intact ? "chain intact" : "chain broken"}</span></h3>
      <ol className="audit">
        {order.audit.map((entry) => (
          <li key={entry.seq}>
            <span className="muted">{stamp(entry.at)}</span>
            <span>
              {words(entry.action)} <span className="muted">by {entry.actor}{entry.after && entry.after !== entry.before ? `, now ${words(entry.after).toLowerCase()}` : ""}. {entry.reasons.map((reason) => reason.text).join("; ")}</span>
            </span>
          </li>
        ))}
      </ol>
    </>
  );
}
