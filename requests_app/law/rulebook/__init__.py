"""What the law says, as frozen values, one file per forum. Read only from inside law."""
