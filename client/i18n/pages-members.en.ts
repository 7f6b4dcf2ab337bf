/** Words of the pages about the member list and the member record. */
export const pagesMembersEn = {
  'members.title': 'Members',
} as const;
