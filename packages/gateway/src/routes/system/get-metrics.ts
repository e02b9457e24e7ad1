import { OPERATIONS } from "@telewire/contracts";
import { route } from "../../http/route.ts";

export const getMetrics = route(OPERATIONS.getMetrics, async (_request, { metrics, feeds, connections }) => ({
  data: { ...(await metrics.snapshot()), gateway: { webSockets: connections(), feeds: feeds.stats() } },
}));
