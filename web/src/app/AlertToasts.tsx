/** What a person asked to be told of, said on whatever page they are. */
import { useQueryClient } from "@tanstack/react-query";
import type { Notification } from "@/lib/api/types";
import { useChannel } from "@/lib/live/context";
import { toast } from "@/ui/toasts";

export function AlertToasts() {
  const queries = useQueryClient();
  useChannel("alerts", (messages) => {
    const told = messages.filter((message) => message.type === "alert_triggered").map((message) => message.data as Notification);
    if (told.length === 0) return;
    told.forEach((one) => { toast("info", `Alert, ${one.priority}: ${one.title}${one.assets.length > 0 ? ` (${one.assets.join(" ")})` : ""}`); });
    void queries.invalidateQueries({ queryKey: ["notifications"] });
  });
  return null;
}
