import { PageOf } from '../../common/page';
import { User } from '../user.entity';

export class UsersPage extends PageOf(User) {}
