/**
 * Groups nodes so that each group comes after all that it needs; the members of a cycle form one group (Tarjan's
 * strongly connected components, 1972). Where the needs leave a choice, the given order is kept.
 */
export function dependencyGroups<Node>(nodes: readonly Node[], needs: (node: Node) => readonly Node[]): Node[][] {
  const groups: Node[][] = [];
  const state = new Map<Node, { readonly index: number; low: number; open: boolean }>();
  const stack: Node[] = [];
  const visit = (node: Node): { low: number; open: boolean; index: number } => {
    const own = { index: state.size, low: state.size, open: true };
    state.set(node, own);
    stack.push(node);
    for (const needed of needs(node)) {
      const other = state.get(needed) ?? visit(needed);
      if (other.open) own.low = Math.min(own.low, other.low);
    }
    if (own.low === own.index) {
      const group = stack.splice(stack.indexOf(node));
      for (const member of group) state.get(member)!.open = false;
      groups.push(group);
    }
    return own;
  };
  for (const node of nodes) if (!state.has(node)) visit(node);
  return groups;
}
