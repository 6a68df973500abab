/**
 * Permission groups of a community (product.md §2.24): facts of its stream. A mask is 64 bits as a decimal string, because
 * a number of JavaScript holds only 53.
 */
export interface PermissionEvents {
  PermissionGroupCreated: {
    readonly id: string;
    readonly name: string;
    /** Free text of the app (`CustomString`). */
    readonly custom: string;
    /** What its members may do in the community. */
    readonly mask: string;
    /** Unix seconds. */
    readonly createdAt: number;
    readonly by: string;
  };
  /** Only what changed. */
  PermissionGroupChanged: {
    readonly id: string;
    readonly name?: string;
    readonly custom?: string;
    readonly mask?: string;
    readonly by: string;
  };
  PermissionGroupsDeleted: { readonly ids: readonly string[]; readonly by: string };
  PermissionMembersAdded: { readonly id: string; readonly users: readonly string[]; readonly by: string };
  PermissionMembersRemoved: { readonly id: string; readonly users: readonly string[]; readonly by: string };
  /** What its members may do in these topics; replaces what was said of them before. */
  TopicPermissionsSet: {
    readonly id: string;
    readonly masks: readonly (readonly [topic: string, mask: string])[];
    readonly by: string;
  };
  TopicPermissionsRemoved: { readonly id: string; readonly topics: readonly string[]; readonly by: string };
}
