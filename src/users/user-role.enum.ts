export enum UserRole {
  Admin = 'admin',
  Staff = 'staff',
  Owner = 'owner',
}
