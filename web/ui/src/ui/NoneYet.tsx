import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';

// NoneYet stands below a field that has nothing to choose from, and leads to where it is added.
export function NoneYet({ what, to }: { what: string; to: string }) {
  return <>There is no {what} yet. <Anchor component={Link} to={to} inherit underline="always">Add one</Anchor> first.</>;
}
