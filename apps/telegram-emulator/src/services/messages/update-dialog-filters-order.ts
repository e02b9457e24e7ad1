import { method } from "../../method.ts";

export const updateDialogFiltersOrder = method("messages.updateDialogFiltersOrder", ({ core, user }, { order }) => {
  const place = (id: number): number => (order.includes(id) ? order.indexOf(id) : order.length);
  const idOf = (filter: object): number => ("id" in filter ? Number(filter.id) : 0);
  const filters = [...user.filters].sort((a, b) => place(idOf(a)) - place(idOf(b)));
  core.world.commit({ t: "filters", user: user.id, filters });
  return true;
});
